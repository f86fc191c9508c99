import { ProviderError } from '@triggerkit/core'
import { expect, it } from 'vitest'
import { smtp } from './smtp.ts'
import type { SmtpOptions } from './smtp-options.ts'

function refusal(options: SmtpOptions): ProviderError {
  try {
    smtp(options)
  } catch (error) {
    return error as ProviderError
  }
  throw new Error('it took them')
}

it('says everything that is wrong with the options at once', () => {
  const error = refusal({ from: 'Shop', port: 70_000, timeoutMs: 0, maxConnections: 1.5, unsubscribeMail: 'a b@c.de' })
  expect(ProviderError.isInstance(error)).toBe(true)
  expect(error).toMatchObject({ code: 'PROVIDER_OPTIONS', retryable: false, provider: 'smtp' })
  expect(error.message).toBe(
    'smtp cannot be made of its options: it needs a `url`, a `host` or a `transport`; `port` has to be a number from 1 to 65535; ' +
      '`from` has to be one mail address, found "Shop"; `unsubscribeMail` has to be one mail address, found "a b@c.de"; ' +
      '`timeoutMs` has to be a whole number above 0; `maxConnections` has to be a whole number above 0; `maxConnections` needs `pool: true`.',
  )
})

it.each<[SmtpOptions, RegExp]>([
  [{ url: 'http://mail.example.com' }, /`url` has to be like smtp:/],
  [{ url: 'mail.example.com' }, /`url` has to be like smtp:/],
  [{ url: 'smtp://' }, /`url` has to be like smtp:/],
  [{ url: 'smtp://a.de?pool=true' }, /`url` cannot have a query/],
  [{ url: 'smtp://ann:%zz@a.de' }, /have to be percent-encoded/],
  [{ url: 'smtp://a.de', host: 'b.de' }, /only one of `url` and `host`/],
  [{ host: 'b.de', transport: { sendMail: async () => undefined } }, /only one of `host` and `transport`/],
  [{ host: 'a.de', maxMessages: 5 }, /`maxMessages` needs `pool: true`/],
  [{ host: 'a.de', from: 'a@x.de, b@x.de' }, /`from` has to be one mail address/],
  [{ host: 'a.de', from: 'A <a@x.de>\r\nBcc: b@x.de' }, /`from` has to be one mail address/],
  [{ host: 'a.de', unsubscribeMail: 'a@x.de>\r\nBcc: b@x.de' }, /`unsubscribeMail` has to be one mail address/],
])('refuses %j', (options, message) => {
  expect(refusal(options).message).toMatch(message)
})

it('tells no password', () => {
  expect(refusal({ url: 'http://ann:s3cret@a.de', from: 's3cret' }).message).not.toContain('s3cret')
})

it.each<SmtpOptions>([
  { url: 'smtp://[::1]:25', from: '"The Shop" <shop@x.de>', unsubscribeMail: 'mailto:a@x.de?subject=leave' },
  { url: 'smtps://ann:p%40ss@mail.example.com', pool: true, maxConnections: 2, maxMessages: 10 },
  { host: 'mail', port: 25, timeoutMs: 500 },
])('takes %j', (options) => {
  expect(smtp(options)).toMatchObject({ family: 'email', name: 'smtp' })
})
