import { ProviderError } from '@triggerkit/core'
import { expect, it } from 'vitest'
import { twilio } from './twilio.ts'
import type { TwilioOptions } from './twilio-options.ts'

const account = { accountSid: 'AC1', authToken: 's3cret-token' }
const key = { apiKey: 'SK1', apiKeySecret: 's3cret-key' }
const from = '+15005550006'

function refusal(options: TwilioOptions): ProviderError {
  try {
    twilio(options)
  } catch (error) {
    return error as ProviderError
  }
  throw new Error('it took them')
}

it('says everything that is wrong with the options at once', () => {
  const error = refusal({ apiKey: 'AC1', messagingServiceSid: 'X', statusCallback: '/status', timeoutMs: 0 })
  expect(ProviderError.isInstance(error)).toBe(true)
  expect(error).toMatchObject({ code: 'PROVIDER_OPTIONS', retryable: false, provider: 'twilio' })
  expect(error.message).toBe(
    'twilio cannot be made of its options: it needs an `accountSid` or a `client`; `apiKey` and `apiKeySecret` belong together; ' +
      '`apiKey` has to begin with "SK"; `timeoutMs` has to be a whole number above 0; `messagingServiceSid` has to begin with "MG"; ' +
      '`statusCallback` has to be an absolute http or https address.',
  )
})

it.each<[TwilioOptions, RegExp]>([
  [{ ...account, from, accountSid: 'SK1' }, /`accountSid` has to begin with "AC"/],
  [{ ...account, from, accountSid: 'AC1/../AC2' }, /`accountSid` has to begin with "AC"/],
  [{ accountSid: 'AC1', from }, /it needs `authToken`, or `apiKey` and `apiKeySecret`/],
  [{ ...account, ...key, from }, /`authToken` and `apiKey` cannot both be given/],
  [account, /it needs `from` or `messagingServiceSid`/],
  [{ ...account, from, baseUrl: 'https://api.twilio.com/2010' }, /`baseUrl` has to be like/],
  [{ ...account, from, baseUrl: 'api.twilio.com' }, /`baseUrl` has to be like/],
  [{ client: {} as never, ...account, from }, /`client` has its own accountSid, authToken/],
])('refuses %j, and tells no secret', (options, message) => {
  expect(refusal(options).message).toMatch(message)
  expect(refusal(options).message).not.toContain('s3cret')
})

it.each<TwilioOptions>([
  { ...account, from },
  { accountSid: 'AC1', ...key, messagingServiceSid: 'MG1', from: 'SHOP', edge: 'dublin', region: 'ie1' },
  { ...account, from, baseUrl: 'https://gateway.example.com/', statusCallback: 'https://x.de/sms' },
])('takes %j', (options) => {
  expect(twilio(options)).toMatchObject({ family: 'sms', name: 'twilio' })
})
