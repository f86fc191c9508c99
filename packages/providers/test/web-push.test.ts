import { inspect } from 'node:util'
import { createTriggers, type ProviderCall, type Push } from '@triggerkit/core'
import {
  subscriptionToken,
  type WebPushLike,
  type WebPushOptions,
  type WebPushSubscription,
  webPush,
} from '@triggerkit/providers/web-push'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import client from 'web-push'
import { PushServer } from './server/push-server.ts'

const server = new PushServer()
const vapid = { subject: 'mailto:ops@example.com', ...client.generateVAPIDKeys() }

beforeAll(() => server.start())
afterAll(() => server.stop())
beforeEach(() => {
  server.received.length = 0
})

const call: ProviderCall = {
  get signal() {
    return new AbortController().signal
  },
  idempotencyKey: 'job-7',
  trigger: 'shipped',
  action: 'push',
  event: 'afterInsert',
  table: 'orders',
  timestamp: '2026-01-01T00:00:00.000Z',
}

function push(...subscriptions: WebPushSubscription[]): Push {
  const deviceTokens = subscriptions.map(subscriptionToken)
  return { deviceTokens, title: 'Shipped', body: 'Today', data: {}, message: 'default', variables: {} }
}

function provider(options: Partial<WebPushOptions> = {}): ReturnType<typeof webPush> {
  return webPush({ vapid, egress: { allow: [server.host] }, ...options })
}

function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  )
}

const drift: WebPushLike = client

it('takes the module web-push', () => {
  expect(drift.generateRequestDetails).toBeTypeOf('function')
})

it('sends what the browser alone can read, signed, under a topic and a tag that are the same for each attempt', async () => {
  const browser = server.subscribe(vapid.publicKey)
  const { send, close } = provider({
    ttlSeconds: 60,
    urgency: 'high',
    customize: (payload) => ({ ...payload, icon: '/i.png' }),
  })
  const sent = { ...push(browser), data: { id: 7n, at: new Date(0), text: 'a\r\nb "☃"' } }
  await send(sent, call)
  await send(sent, call)
  await send(sent, { ...call, idempotencyKey: 'job-8' })
  const [first, second, third] = server.received
  const tag = String(first!.headers.topic)
  expect(tag).toMatch(/^[\w-]{32}$/)
  expect(first).toMatchObject({
    subject: 'mailto:ops@example.com',
    headers: { ttl: '60', urgency: 'high', 'content-encoding': 'aes128gcm' },
    payload: {
      title: 'Shipped',
      body: 'Today',
      data: { id: '7', at: '1970-01-01T00:00:00.000Z', text: 'a\r\nb "☃"' },
      tag,
      icon: '/i.png',
    },
  })
  expect(second!.headers.topic).toBe(tag)
  expect(third!.headers.topic).not.toBe(tag)
  await close?.()
})

it('takes the largest payload that there may be, and no larger one', async () => {
  const browser = server.subscribe(vapid.publicKey)
  const { send, close } = provider()
  const rest = Buffer.byteLength(JSON.stringify({ title: '', body: 'Today', data: {}, tag: 'x'.repeat(32) }))
  await send({ ...push(browser), title: 'x'.repeat(3_993 - rest) }, call)
  expect(server.received).toHaveLength(1)
  const larger = send({ ...push(browser), title: 'x'.repeat(3_994 - rest) }, call)
  await expect(larger).rejects.toMatchObject({ code: 'PUSH_TOO_LARGE', retryable: false })
  await close?.()
})

it('is sent by an action whose device tokens come from a record', async () => {
  const triggers = createTriggers({
    providers: { push: provider({ messages: { shipped: { title: 'Order {{id}}', body: 'Go' } } }) },
  })
  triggers.register('orders', {
    name: 'shipped',
    events: ['afterInsert'],
    actions: [
      {
        type: 'notification.push',
        notification: 'push:shipped',
        device_tokens: ['{{record.device}}'],
        title: { id: '{{record.id}}' },
        body: {},
        name: 'push',
      },
    ],
  })
  const record = { id: 7, device: subscriptionToken(server.subscribe(vapid.publicKey)) }
  const report = await triggers.execute('afterInsert', { table: 'orders', record })
  expect(report.triggers[0]!.actions[0]).toMatchObject({ status: 'done' })
  expect(server.received).toMatchObject([{ payload: { title: 'Order 7', body: 'Go' } }])
  await triggers.close()
})

it('succeeds where one browser is reached, and tells of those that are gone', async () => {
  const [here, gone] = [server.subscribe(vapid.publicKey), server.subscribe(vapid.publicKey)]
  server.unsubscribe(gone)
  const onTokenGone = vi.fn()
  const { send, close } = provider({ onTokenGone })
  const deviceTokens = [...push(gone, here).deviceTokens, 'no-subscription']
  const result = await send({ ...push(), deviceTokens }, call)
  expect(result).toMatchObject({
    tickets: [
      { token: `${server.host}…${gone.endpoint.slice(-4)}`, error: 'PUSH_TOKEN_GONE' },
      { token: `${server.host}…${here.endpoint.slice(-4)}` },
      { token: '…tion', error: 'PUSH_TOKEN_INVALID' },
    ],
  })
  expect(inspect(result, { depth: 9 })).not.toContain(new URL(gone.endpoint).pathname)
  expect(onTokenGone.mock.calls).toMatchObject([[subscriptionToken(gone), { idempotencyKey: 'job-7' }]])
  await close?.()
})

it.each([
  [{ status: 404 }, { retryable: false, code: 'PUSH_TOKEN_GONE' }],
  [{ status: 413 }, { retryable: false, code: 'PUSH_TOO_LARGE' }],
  [
    { status: 401, body: 'no\r\nVAPID' },
    { retryable: false, code: 'PUSH_CREDENTIALS' },
  ],
  [{ status: 400 }, { retryable: false, status: 400 }],
  [
    { status: 429, headers: { 'retry-after': '7' } },
    { retryable: true, retryAfterMs: 7_000 },
  ],
  [
    { status: 503, body: 'x'.repeat(100_000) },
    { retryable: true, status: 503 },
  ],
  [{ status: 307, headers: { location: 'http://127.0.0.1:9/' } }, { retryable: false }],
  [undefined, { retryable: true, code: 'ECONNRESET' }],
])('%o: %o', async (answer, expected) => {
  const browser = server.subscribe(vapid.publicKey)
  server.next.push(answer)
  const { send, close } = provider()
  const error = await failure(send(push(browser), call))
  expect(error).toMatchObject(expected)
  expect(inspect(error, { depth: 9 })).not.toContain(new URL(browser.endpoint).pathname)
  expect((error as Error).message).not.toMatch(/[\r\n]/)
  await close?.()
})

it('takes a push service that is not there for worth another attempt', async () => {
  const stopped = await new PushServer().start()
  const browser = stopped.subscribe(vapid.publicKey)
  const { send, close } = provider({ egress: { allow: [stopped.host] } })
  await stopped.stop()
  await expect(send(push(browser), call)).rejects.toMatchObject({ code: 'ECONNREFUSED', retryable: true })
  await close?.()
})

it.each([
  'https://127.0.0.1/',
  'https://10.0.0.1/push',
  'https://[::1]/push',
  'https://169.254.169.254/latest',
  'https://inside.test/push',
])('sends nothing to %s', async (endpoint) => {
  const { keys } = server.subscribe(vapid.publicKey)
  const { send, close } = webPush({ vapid, egress: { resolve: async () => ['192.168.1.1'] } })
  const sent = send(push({ endpoint, keys }), call)
  await expect(sent).rejects.toMatchObject({ code: 'EGRESS_REFUSED', retryable: false })
  await close?.()
})

it.each([
  { endpoint: 'http://push.example.com/' },
  { endpoint: 'https://user:pass@push.example.com/' },
  { endpoint: 'file:///etc/passwd' },
  { endpoint: 'https://android.googleapis.com/gcm/send/abc' },
  { endpoint: 'https://push.example.com/', keys: { p256dh: 'short', auth: 'a' } },
  {},
])('takes %o for no subscription', async (subscription) => {
  expect(() => subscriptionToken({ keys: server.subscribe('k').keys, ...subscription })).toThrow(
    /cannot make a device token/,
  )
  const deviceTokens = [JSON.stringify(subscription), Buffer.from(JSON.stringify(subscription)).toString('base64url')]
  const { send, close } = provider()
  await expect(send({ ...push(), deviceTokens }, call)).rejects.toMatchObject({
    code: 'PUSH_TOKEN_INVALID',
    retryable: false,
  })
  await close?.()
})

it('takes the JSON of a subscription too, and refuses a key that is no point of the curve', async () => {
  const browser = server.subscribe(vapid.publicKey)
  const { send, close } = provider()
  await send({ ...push(), deviceTokens: [JSON.stringify({ ...browser, expirationTime: null })] }, call)
  expect(server.received).toHaveLength(1)
  const keys = { ...browser.keys, p256dh: Buffer.alloc(65, 4).toString('base64url') }
  const wrong = send(push({ ...browser, keys }), call)
  await expect(wrong).rejects.toMatchObject({ code: 'PUSH_TOKEN_INVALID', retryable: false })
  await close?.()
})

it('ends what is under way when it is closed, and sends nothing then', async () => {
  const silent = await new PushServer().start()
  silent.isSilent = true
  const { send, close } = provider({ egress: { allow: [silent.host] } })
  const sent = failure(send(push(silent.subscribe(vapid.publicKey)), call))
  await vi.waitFor(() => expect(silent.requests).toBe(1))
  await close?.()
  expect(await sent).toMatchObject({ retryable: true, message: expect.not.stringContaining('is closed') as string })
  await expect(send(push(silent.subscribe(vapid.publicKey)), call)).rejects.toThrow('the provider is closed')
  await silent.stop()
})

it('says all that is wrong with its options', () => {
  const other = client.generateVAPIDKeys()
  expect(() => webPush({ vapid: { ...vapid, publicKey: other.publicKey } })).toThrow(/are not of one pair/)
  const options = { vapid: {}, ttlSeconds: -1, urgency: 'now', egress: { allow: 'all' } } as unknown as WebPushOptions
  expect(() => webPush(options)).toThrow(
    /^web-push cannot be made: `vapid\.subject` .*; `vapid\.publicKey` .*; `vapid\.privateKey` .*; `ttlSeconds` .*; `urgency` .*; `egress\.allow`/,
  )
})
