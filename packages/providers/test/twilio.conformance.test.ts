import { type ProviderBench, runProviderSuite } from '@triggerkit/conformance'
import { Trigger } from '@triggerkit/core'
import { Twilio } from 'twilio'
import { expect } from 'vitest'
import { twilio } from '../src/twilio/index.ts'
import type { TwilioOptions } from '../src/twilio/twilio-options.ts'
import { startSilentServer } from './server/silent-server.ts'
import { accountSid, credentials, startTwilioServer } from './server/twilio-server.ts'

const { authToken, apiKey, apiKeySecret } = credentials
const from = '+15005550006'
const smsTo = (recipients: string[], body: string | Record<string, unknown> = 'Order {{record.id}} is on its way') => ({
  action: Trigger.notification.sms('sms', recipients, { body }),
})

runProviderSuite({
  name: 'twilio() sms',
  family: 'sms',
  triedOn: "HTTP servers speaking Twilio's API, by its client",
  setup: setUp,
})

async function setUp(): Promise<ProviderBench> {
  const server = await startTwilioServer()
  const tls = await startTwilioServer({ secure: true })
  const silent = await startSilentServer()
  const at = (baseUrl: string, more: TwilioOptions = {}) => twilio({ accountSid, authToken, from, baseUrl, ...more })
  const sent = (to: string) => ({ to, sid: expect.stringMatching(/^SM/) as string, status: 'queued' })
  return {
    create: () => at(server.url, { authToken: undefined, apiKey, apiKeySecret }),
    actions: [
      { ...smsTo(['+4915112345678']), result: { messages: [sent('+4915112345678')] } },
      {
        ...smsTo(['+4915112345671', '+4915112345672']),
        result: { messages: [sent('+4915112345671'), sent('+4915112345672')] },
      },
    ],
    arrived: () => server.messages.length,
    failures: {
      down: {
        outcome: 'retry',
        create: () => at('http://127.0.0.1:1'),
        message: /ECONNREFUSED.*See that the server runs/,
      },
      credentials: {
        outcome: 'final',
        create: () => at(server.url, { authToken: 'a-s3cret-that-is-wrong' }),
        message: /Authenticate\. See that `accountSid` and `authToken`/,
        code: 'TWILIO_20003',
        status: 401,
      },
      tls: {
        outcome: 'retry',
        create: () => at(tls.url),
        message: /self-signed certificate.*certificate is valid and trusted/,
        code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      },
      'too-large': {
        outcome: 'final',
        create: () => at(server.url),
        action: smsTo(['+4915112345678'], 'x'.repeat(1_601)),
        message: /1601 characters: at most 1600 go into a message\. Send less/,
      },
      'unknown-target': {
        outcome: 'final',
        create: () => at(server.url, { messages: { code: 'Your code is {{code}}' } }),
        action: { action: Trigger.notification.sms('sms:other', ['+4915112345678'], {}) },
        message: /no message "other"\. Its messages: code/,
      },
      rejected: {
        outcome: 'final',
        create: () => at(server.url),
        action: smsTo(['+15005550001']),
        message: /Invalid 'To' Phone Number.*E\.164/,
        code: 'TWILIO_21211',
        status: 400,
      },
    },
    silent: () => at(`http://127.0.0.1:${silent.port}`),
    secrets: [authToken, apiKeySecret, 'a-s3cret-that-is-wrong'],
    async withOwnClient() {
      const client = new Twilio(accountSid, authToken, { httpClient: await clientAt(server.url) })
      return {
        provider: twilio({ client, from }),
        stillWorks: async () => (await client.api.v2010.accounts(accountSid).fetch()).status === 'active',
        end: () => undefined,
      }
    },
    async teardown() {
      await Promise.all([server, tls, silent].map((each) => each.close()))
    },
  }
}

/** A user's own HTTP client, which leads to the test server. */
async function clientAt(url: string) {
  const { RequestClient } = (await import('twilio')).default
  const httpClient = new RequestClient()
  httpClient.axios.interceptors.request.use((config) => {
    config.url = config.url?.replace('https://api.twilio.com', url)
    return config
  })
  return httpClient
}
