import { inspect } from 'node:util'
import type { ProviderCall, Push } from '@triggerkit/core'
import { type FcmAuth, type FcmOptions, fcm } from '@triggerkit/providers/fcm'
import { GoogleAuth, JWT } from 'google-auth-library'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { FcmServer, projectId } from './server/fcm-server.ts'

const server = new FcmServer()

beforeAll(() => server.start())
afterAll(() => server.stop())
beforeEach(() => {
  server.taken.length = 0
  server.mostAtATime = 0
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

function push(...deviceTokens: string[]): Push {
  return { deviceTokens, title: 'Shipped', body: 'Today', data: {}, message: 'default', variables: {} }
}

function provider(options: Partial<FcmOptions> = {}): ReturnType<typeof fcm> {
  const credentials = { client_email: server.email, private_key: server.privateKey, project_id: projectId }
  return fcm({ credentials: JSON.stringify(credentials), endpoint: server.endpoint, fetch: server.fetch, ...options })
}

const drift: readonly FcmAuth[] = [new JWT(), new GoogleAuth()]

it('takes the clients of google-auth-library', () => {
  for (const auth of drift) expect(auth.getAccessToken).toBeTypeOf('function')
})

it('sends title, body, data as texts, and a tag that is the same for each attempt', async () => {
  const { send } = provider()
  const data = { id: 7n, at: new Date(0), list: [1, 'a'], none: null, text: 'a\r\nb "☃"' }
  await send({ ...push('ok:device-0001'), data }, call)
  await send({ ...push('ok:device-0001'), data }, call)
  const [first, second] = server.taken
  const tag = (first as { android: { notification: { tag: string } } }).android.notification.tag
  expect(tag).toMatch(/^[\w-]{32}$/)
  expect(first).toEqual({
    token: 'ok:device-0001',
    notification: { title: 'Shipped', body: 'Today' },
    data: { id: '7', at: '1970-01-01T00:00:00.000Z', list: '[1,"a"]', text: 'a\r\nb "☃"' },
    android: { notification: { tag } },
    apns: { headers: { 'apns-collapse-id': tag } },
    webpush: { notification: { tag } },
  })
  expect(second).toEqual(first)
})

it('sends it as the application changes it, under its collapse key', async () => {
  const { send } = provider({
    collapseKey: ({ message }) => message,
    customize: ({ notification: _, ...rest }) => ({ ...rest, android: { ...rest.android, priority: 'HIGH' } }),
  })
  await send(push('ok:device-0001'), call)
  expect(server.taken[0]).toMatchObject({
    android: { collapse_key: 'default', priority: 'HIGH' },
    apns: { headers: { 'apns-collapse-id': 'default' } },
    webpush: { headers: { Topic: 'default' } },
  })
  expect(server.taken[0]).not.toHaveProperty('notification')
  const throwing = provider({ customize: () => JSON.parse('{') as never })
  await expect(throwing.send(push('ok:device-0001'), call)).rejects.toMatchObject({ retryable: false })
})

it('sends to many devices so many at a time, with one access token', async () => {
  const given = server.tokens.length
  const { send } = provider({ concurrency: 10 })
  const tokens = Array.from({ length: 120 }, (_, index) => `ok:device-${1_000 + index}`)
  const result = (await send(push(...tokens, tokens[0]!), call)) as { tickets: { token: string; id: string }[] }
  expect(result.tickets.map(({ token }) => token)).toEqual(tokens.map((token) => `…${token.slice(-4)}`))
  expect(server.taken).toHaveLength(120)
  expect(server.mostAtATime).toBeLessThanOrEqual(10)
  expect(server.tokens.length).toBe(given + 1)
})

it('succeeds where one device is reached, and tells of those that are gone', async () => {
  const onTokenGone = vi.fn()
  const result = await provider({ onTokenGone }).send(
    push('gone:device-0001', 'ok:device-0002', 'busy:device-0003'),
    call,
  )
  expect(result).toEqual({
    tickets: [
      { token: '…0001', error: 'PUSH_TOKEN_GONE', reason: expect.stringContaining('UNREGISTERED') as string },
      { token: '…0002', id: 'projects/shop-1/messages/0:1' },
      { token: '…0003', error: 'FCM_FAILED', reason: expect.stringContaining('UNAVAILABLE') as string },
    ],
  })
  expect(onTokenGone.mock.calls).toMatchObject([['gone:device-0001', { idempotencyKey: 'job-7' }]])
})

it.each([
  ['gone', { status: 404, retryable: false, code: 'PUSH_TOKEN_GONE' }],
  ['invalid', { status: 400, retryable: false, code: 'PUSH_TOKEN_INVALID' }],
  ['mismatch', { status: 403, retryable: false, code: 'PUSH_TOKEN_INVALID' }],
  ['apns', { status: 401, retryable: false, code: 'PUSH_CREDENTIALS' }],
  ['internal', { status: 500, retryable: true }],
  ['busy', { status: 503, retryable: true }],
  ['quota', { status: 429, retryable: true, retryAfterMs: 60_000 }],
])('%s: %o', async (state, expected) => {
  const error: unknown = await provider()
    .send(push(`${state}:device-0001`), call)
    .catch((thrown: unknown) => thrown)
  expect(error).toMatchObject(expected)
  expect(inspect(error, { depth: 9 })).not.toContain(`${state}:device-0001`)
})

it('waits as long as FCM asks, and takes a broken connection and an answer that is no JSON for worth another attempt', async () => {
  const { send } = provider()
  server.next.push({ status: 503, body: 'busy', headers: { 'retry-after': '7' } })
  await expect(send(push('ok:device-0001'), call)).rejects.toMatchObject({ retryable: true, retryAfterMs: 7_000 })
  server.next.push(undefined)
  await expect(send(push('ok:device-0001'), call)).rejects.toMatchObject({ retryable: true })
  server.next.push({ status: 200, body: 'no JSON' })
  expect(await send(push('ok:device-0001'), call)).toEqual({ tickets: [{ token: '…0001' }] })
})

it('does not send what waits for its place when its time is up', async () => {
  const silent = await new FcmServer().start()
  silent.isSilent = true
  const { send } = provider({
    concurrency: 1,
    fetch: silent.fetch,
    endpoint: silent.endpoint,
    credentials: undefined,
    projectId,
    auth: { getAccessToken: async () => 'token' },
  })
  const controller = new AbortController()
  const sends = ['ok:device-0001', 'ok:device-0002'].map((token) =>
    send(push(token), { ...call, signal: controller.signal }),
  )
  const settled = Promise.allSettled(sends)
  await vi.waitFor(() => expect(silent.mostAtATime).toBe(1))
  controller.abort(new Error('late'))
  expect(await settled).toMatchObject([{ reason: { message: 'late' } }, { reason: { message: 'late' } }])
  await silent.stop()
})

it('says that a key cannot sign, without the key', async () => {
  const broken = server.privateKey.replace('MII', 'MMM')
  const credentials = { client_email: server.email, private_key: broken, project_id: projectId }
  const error: unknown = await provider({ credentials })
    .send(push('ok:device-0001'), call)
    .catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'PUSH_CREDENTIALS', retryable: false })
  expect(inspect(error, { depth: 9 })).not.toContain(broken.slice(60, 90))
})

it('sends nothing once it is closed', async () => {
  const { send, close } = provider()
  await close?.()
  await expect(send(push('ok:device-0001'), call)).rejects.toThrow('the provider is closed')
})

it('says all that is wrong with its options, and nothing of the key', () => {
  expect(() => fcm({ projectId: 'a/b', endpoint: 'ftp://x', concurrency: 0 })).toThrow(
    /^fcm cannot be made: it needs either `credentials` or `auth`; `projectId` .*; `endpoint` .*; `concurrency`/,
  )
  expect(() => fcm({ credentials: '{"private_key": "s3cret' })).toThrow(
    /`credentials` has to be the content of a key file/,
  )
  expect(() => fcm({ credentials: { client_email: 'a', private_key: 's3cret', project_id: 'p' } })).toThrow(/in PEM\.$/)
})
