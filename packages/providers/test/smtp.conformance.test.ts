import { type ProviderBench, runProviderSuite } from '@triggerkit/conformance'
import { Trigger } from '@triggerkit/core'
import { createTransport } from 'nodemailer'
import { expect } from 'vitest'
import { type SmtpOptions, smtp } from '../src/smtp/index.ts'
import { startSilentServer } from './server/silent-server.ts'
import { startMailServer } from './server/smtp-server.ts'

const auth = { user: 'ann', pass: 's3cret right' }
const from = 'shop@x.de'
const mailTo = (recipient: string, content: object = {}) => ({
  action: Trigger.notification.email('emails', [recipient], { subject: 'Order {{record.id}}', text: 'Hi', ...content }),
})

runProviderSuite({
  name: 'smtp() email',
  family: 'email',
  triedOn: 'SMTP servers (smtp-server) with and without TLS',
  setup: setUp,
})

async function setUp(): Promise<ProviderBench> {
  const server = await startMailServer({ needsAuth: true })
  const small = await startMailServer({ size: 2_000 })
  const tls = await startMailServer({ security: 'tls' })
  const silent = await startSilentServer()
  const at = ({ port }: { port: number }, more: SmtpOptions = {}) =>
    smtp({ host: '127.0.0.1', port, from, auth, timeoutMs: 5_000, ...more })
  return {
    create: () => at(server),
    actions: [
      {
        ...mailTo('bob@x.de'),
        result: {
          messageId: expect.any(String),
          accepted: ['bob@x.de'],
          rejected: [],
          response: expect.stringMatching(/^250 /),
        },
      },
      mailTo('Bob <bob@x.de>', { attachments: [{ filename: 'a.txt', data: 'A' }], html: '<b>Hi</b>', cc: 'ann@x.de' }),
    ],
    arrived: () => server.received.length,
    failures: {
      down: {
        outcome: 'retry',
        create: () => at({ port: 1 }),
        message: /ECONNREFUSED.*See that the server runs/,
        code: 'ECONNREFUSED',
      },
      credentials: {
        outcome: 'final',
        create: () => smtp({ url: `smtp://ann:wr0ng%2Fpass@127.0.0.1:${server.port}`, from }),
        message: /535 .*user and password are right/,
        status: 535,
      },
      tls: {
        outcome: 'retry',
        create: () => at(tls, { secure: true }),
        message: /self-signed certificate.*`tls: \{ ca \}`/,
        code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      },
      'too-large': {
        outcome: 'final',
        create: () => at(small, { auth: undefined }),
        action: mailTo('bob@x.de', { text: 'large '.repeat(1_000) }),
        message: /larger than allowed 2000.*Send less/,
      },
      'unknown-target': {
        outcome: 'final',
        create: () => at(server, { auth, messages: { welcome: { text: 'Hi' } } }),
        action: { action: Trigger.notification.email('emails:other', ['bob@x.de'], {}) },
        message: /no message "other"\. Its messages: welcome/,
      },
      rejected: {
        outcome: 'final',
        create: () => at(server),
        action: mailTo('gone@x.de'),
        message: /550 .*See that the recipients are addresses/,
        status: 550,
      },
    },
    silent: () => at(silent),
    secrets: ['s3cret right', 'wr0ng/pass', 'wr0ng%2Fpass'],
    async withOwnClient() {
      const transport = createTransport({ host: '127.0.0.1', port: server.port, auth, pool: true })
      return {
        provider: smtp({ transport, from }),
        stillWorks: () => transport.verify(),
        end: () => transport.close(),
      }
    },
    async teardown() {
      await Promise.all([server, small, tls, silent].map((each) => each.close()))
    },
  }
}
