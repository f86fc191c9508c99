import { createTriggers, type ProviderCall, type Sms, type SmsProvider, Trigger } from '@triggerkit/core'
import { Twilio } from 'twilio'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type TwilioLike, type TwilioOptions, twilio } from '../src/twilio/index.ts'
import { accountSid, credentials, fail, say, startTwilioServer, type TwilioServer } from './server/twilio-server.ts'

const { authToken, apiKey, apiKeySecret } = credentials
const from = '+15005550006'
const [ann, bob, cid] = ['+4915112345671', '+4915112345672', '+4915112345673']

let server: TwilioServer
beforeAll(async () => {
  server = await startTwilioServer()
})
afterAll(() => server.close())
beforeEach(() => {
  server.messages.splice(0)
  server.answers.clear()
  server.requests = 0
  server.accountStatus = 'active'
})

const at = (more: TwilioOptions = {}): SmsProvider =>
  twilio({ accountSid, authToken, from, baseUrl: server.url, ...more })
const sms = (to: string[], text = 'Hi'): Sms => ({ to, text, message: 'default', variables: {} })
const call = (signal = new AbortController().signal): ProviderCall => ({
  signal,
  idempotencyKey: 'key',
  tag: 'texts',
  trigger: 't',
  action: 'a',
  event: 'afterInsert',
  table: 'orders',
  timestamp: '2026-01-02T03:04:05.000Z',
})

it('sends what a trigger says, filled, by the messaging service, and tells where news of it go', async () => {
  const provider = at({
    from: undefined,
    messagingServiceSid: 'MG1',
    statusCallback: 'https://x.de/sms?a=1&b=2',
    messages: { code: 'Grüße 👋 {{code}} & Co' },
  })
  const triggers = createTriggers({ providers: { texts: provider } })
  triggers.register('users', {
    name: 'code',
    events: ['afterInsert'],
    actions: [Trigger.notification.sms('texts:code', '{{record.phone}}', { body: { code: '{{record.code}}' } })],
  })
  const record = { phone: ann, code: '7\r\n&To=%2B1' }
  const report = await triggers.execute('afterInsert', { table: 'users', record })
  expect(report.triggers[0]!.actions[0]).toMatchObject({ status: 'done', result: { messages: [{ to: ann }] } })
  expect(server.messages).toEqual([
    {
      To: ann,
      Body: 'Grüße 👋 7\r\n&To=%2B1 & Co',
      MessagingServiceSid: 'MG1',
      StatusCallback: 'https://x.de/sms?a=1&b=2',
    },
  ])
  await triggers.close()
})

it('sends one message to each recipient, and to no one twice', async () => {
  const many = Array.from({ length: 40 }, (_, index) => `+49151123400${String(index).padStart(2, '0')}`)
  const result = (await at().send(sms([...many, many[0]!]), call())) as { messages: { to: string }[] }
  expect(result.messages.map(({ to }) => to)).toEqual(many)
  expect(server.messages.map(({ To }) => To).sort()).toEqual(many)
})

it('what is taken for some stands, with the failures beside it; nothing is sent twice', async () => {
  expect(await at().send(sms([ann!, '+15005550004', bob!, '+15005550429']), call())).toEqual({
    messages: [
      { to: ann, sid: expect.any(String), status: 'queued' },
      {
        to: '+15005550004',
        error: 'TWILIO_21610',
        reason:
          'could not send the message: Attempt to send to unsubscribed recipient. The receiver has sent STOP: nothing may be sent there until START.',
      },
      { to: bob, sid: expect.any(String), status: 'queued' },
      { to: '+15005550429', error: 'TWILIO_20429', reason: expect.stringContaining('Too Many Requests') },
    ],
  })
})

it('fails where none is taken: for good, or for now where one of them may be taken later', async () => {
  await expect(at().send(sms(['+15005550004', '+15005550429', 'nobody']), call())).rejects.toMatchObject({
    code: 'TWILIO_20429',
    status: 429,
    retryable: true,
    provider: 'twilio "texts"',
    message: expect.stringContaining('None of 3 recipients was reached (TWILIO_21610, TWILIO_20429, TWILIO_21211)'),
  })
  await expect(at().send(sms(['+15005550004', 'nobody']), call())).rejects.toMatchObject({ retryable: false })
  expect(server.messages).toEqual([])
})

it('waits as long as it is told', async () => {
  server.answers.set('any', (response) => fail(response.setHeader('retry-after', '7'), 429, 20429, 'Too Many Requests'))
  await expect(at().send(sms([ann!]), call())).rejects.toMatchObject({ retryable: true, retryAfterMs: 7_000 })
})

it.each<[name: string, status: number, body: unknown, expected: object]>([
  [
    'an error of Twilio',
    500,
    { code: 20500, message: 'Internal', status: 500 },
    { code: 'TWILIO_20500', retryable: true },
  ],
  [
    'a queue that is full',
    400,
    { code: 21611, message: 'full', status: 400 },
    { code: 'TWILIO_21611', retryable: true },
  ],
  [
    'an unknown code',
    400,
    { code: 29999, message: 'no', more_info: 'https://www.twilio.com/docs/errors/29999' },
    { retryable: false, message: expect.stringContaining('no. See https://www.twilio.com/docs/errors/29999') },
  ],
  ['a page of a gateway', 502, '<html>Bad gateway</html>', { code: 'TWILIO_FAILED', status: 502, retryable: true }],
  ['a refusal without words', 403, {}, { status: 403, retryable: false }],
  ['a redirection', 302, {}, { status: 302, retryable: false }],
  [
    'a problem of RFC 9457',
    422,
    { type: 'about:blank', title: 'No', status: 422, code: 21617 },
    { code: 'TWILIO_21617', retryable: false },
  ],
  [
    'a message that failed at once',
    201,
    { sid: 'SM1', status: 'failed', error_code: 30001, error_message: 'Queue overflow' },
    { code: 'TWILIO_30001', retryable: true, message: expect.stringContaining('Queue overflow') },
  ],
  [
    'a message that is undelivered',
    201,
    { sid: 'SM1', status: 'undelivered', error_code: null, error_message: null },
    { code: 'TWILIO_30008', retryable: false },
  ],
])('%s', async (_name, status, body, expected) => {
  server.answers.set('any', (response) => say(response, status, body))
  await expect(at().send(sms([ann!]), call())).rejects.toMatchObject(expected)
})

it('a connection that breaks off may be better the next time', async () => {
  server.answers.set('any', (response) => response.socket!.destroy())
  await expect(at().send(sms([ann!]), call())).rejects.toMatchObject({ code: 'ECONNRESET', retryable: true })
})

it('ends with its signal: the request too, and what was not begun', async () => {
  const controller = new AbortController()
  let closed: Promise<unknown> | undefined
  server.answers.set('any', (response) => {
    closed ??= new Promise((resolve) => response.on('close', resolve))
    setTimeout(() => controller.abort(new Error('time is up')), 50)
  })
  const many = Array.from({ length: 30 }, (_, index) => `+49151123400${String(index).padStart(2, '0')}`)
  await expect(at().send(sms(many), call(controller.signal))).rejects.toThrow('time is up')
  await closed
  expect(server.requests).toBeLessThanOrEqual(10)
  await expect(at().send(sms([ann!]), call(controller.signal))).rejects.toThrow('time is up')
  await expect(at().health!(call(controller.signal))).rejects.toThrow('time is up')
})

it('a text is as long as its characters are many', async () => {
  await expect(at().send(sms([ann!], '👋'.repeat(1_601)), call())).rejects.toMatchObject({
    code: 'TWILIO_21617',
    retryable: false,
  })
  expect(server.requests).toBe(0)
  await at().send(sms([ann!], 'ü'.repeat(1_600)), call())
  expect(server.messages).toHaveLength(1)
})

it('health: the account by its token, messages by a key, and an account that is closed', async () => {
  await at().health!(call())
  await at({ authToken: undefined, apiKey, apiKeySecret }).health!(call())
  server.accountStatus = 'suspended'
  await expect(at().health!(call())).rejects.toThrow('twilio could not reach the account: the account is suspended.')
  await expect(at({ authToken: 'wr0ng' }).health!(call())).rejects.toMatchObject({ code: 'TWILIO_20003' })
  await expect(
    at({ accountSid: 'ACother', authToken: undefined, apiKey, apiKeySecret }).health!(call()),
  ).rejects.toMatchObject({
    code: 'TWILIO_20404',
    retryable: false,
  })
})

it('is closed for good, and takes a client of your own by type', async () => {
  const provider = at()
  await provider.send(sms([cid!]), call())
  await provider.close!()
  await expect(provider.send(sms([cid!]), call())).rejects.toThrow('the provider is closed')
  const drift: TwilioLike = new Twilio(accountSid, authToken)
  expect(twilio({ client: drift, from }).name).toBe('twilio')
})
