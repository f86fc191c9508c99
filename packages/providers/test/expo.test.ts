import { inspect } from 'node:util'
import type { ProviderCall, Push } from '@triggerkit/core'
import { type ExpoLike, type ExpoOptions, expo } from '@triggerkit/providers/expo'
import { Expo } from 'expo-server-sdk'
import type { Dispatcher } from 'undici'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { ExpoServer } from './server/expo-server.ts'

const server = new ExpoServer()
let httpAgent: Dispatcher

beforeAll(async () => {
  await server.start()
  httpAgent = server.dispatcher()
})

beforeEach(() => {
  server.taken.length = 0
  server.requests.length = 0
})

afterAll(async () => {
  await httpAgent.destroy()
  await server.stop()
})

const call: ProviderCall = {
  get signal() {
    return new AbortController().signal
  },
  idempotencyKey: 'key',
  trigger: 'shipped',
  action: 'push',
  event: 'afterInsert',
  table: 'orders',
  timestamp: '2026-01-01T00:00:00.000Z',
}

function token(name: string, state = 'ok', project = 'shop'): string {
  return `ExponentPushToken[${project}:${state}:${name}]`
}

function push(...deviceTokens: string[]): Push {
  return { deviceTokens, title: 'Shipped', body: 'Today', data: {}, message: 'default', variables: {} }
}

function provider(options: ExpoOptions = {}): ReturnType<typeof expo> {
  return expo({ httpAgent, ...options })
}

const drift: ExpoLike = new Expo()

it('takes the clients of expo-server-sdk', () => {
  expect(drift.sendPushNotificationsAsync).toBeTypeOf('function')
})

it('sends the notifications of many actions in requests of 100, each with its own result', async () => {
  const { send } = provider()
  const tokens = Array.from({ length: 250 }, (_, index) => token(`device-${1_000 + index}`))
  const results = await Promise.all(tokens.map((each) => send(push(each), { ...call })))
  expect(server.requests.toSorted((a, b) => b - a)).toEqual([100, 100, 50])
  expect(server.taken.map(({ to }) => to).toSorted()).toEqual(tokens)
  const ids = results.map((result) => (result as { tickets: { id: string }[] }).tickets[0]!.id)
  expect(new Set(ids).size).toBe(250)
})

it('sends title, body and data, whatever kind their values are of, as the application changes them', async () => {
  const { send } = provider({ customize: (message) => ({ ...message, sound: 'default', priority: 'high' }) })
  const data = { id: 7n, at: new Date(0), none: null, text: 'a\r\nb "☃"' }
  await send({ ...push(token('one-device')), data }, call)
  expect(server.taken).toEqual([
    {
      to: token('one-device'),
      title: 'Shipped',
      body: 'Today',
      data: { id: '7', at: '1970-01-01T00:00:00.000Z', none: null, text: 'a\r\nb "☃"' },
      sound: 'default',
      priority: 'high',
    },
  ])
})

it('succeeds where one device is reached, and tells of those that are gone', async () => {
  const onTokenGone = vi.fn()
  const { send } = provider({ onTokenGone })
  const gone = token('of-the-gone', 'DeviceNotRegistered')
  const result = await send(push(gone, token('of-the-rest'), 'no token', token('fast', 'MessageRateExceeded')), call)
  expect(result).toMatchObject({
    tickets: [
      { token: '…gone', error: 'PUSH_TOKEN_GONE' },
      { token: '…rest', id: 'ticket-1' },
      { token: '…', error: 'PUSH_TOKEN_INVALID' },
      { token: '…fast', error: 'EXPO_FAILED', reason: expect.stringContaining('MessageRateExceeded') as string },
    ],
  })
  expect(onTokenGone.mock.calls).toMatchObject([[gone, { idempotencyKey: 'key' }]])
  expect(inspect(result)).not.toContain('DeviceNotRegistered:of-the-gone')
})

it('splits a batch of devices of several projects, and one that holds what Expo does not take', async () => {
  const { send } = provider()
  const bad = token('of-the-bad', 'invalid')
  const tokens = [token('device-a'), token('device-b', 'ok', 'blog'), token('device-c'), bad, token('device-d')]
  const settled = await Promise.allSettled(tokens.map((each) => send(push(each), call)))
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
  const { reason } = settled[3] as PromiseRejectedResult
  expect(reason).toMatchObject({ status: 400, retryable: false })
  expect((reason as Error).message).toContain('"to": …-bad is not valid')
  expect(inspect(reason, { depth: 9 })).not.toContain(bad)
  expect(server.taken.map(({ to }) => to).toSorted()).toEqual(tokens.filter((each) => each !== bad).toSorted())
})

it.each([
  { status: 429, retryable: true },
  { status: 503, retryable: true },
  { status: 400, retryable: false },
])('an answer of $status: retryable $retryable, for all calls of the batch', async ({ status, retryable }) => {
  const answers = status === 503 ? 1 : 3
  const body = { errors: [{ code: 'SOME', message: `no, ${token('device-a')}` }] }
  server.next.push(...Array.from({ length: answers }, () => ({ status, body })))
  const { send } = expo({ client: new Expo({ httpAgent, retryMinTimeout: 1 } as object) })
  const settled = await Promise.allSettled([send(push(token('device-a')), call), send(push(token('device-b')), call)])
  for (const each of settled) {
    expect(each).toMatchObject({ status: 'rejected', reason: { status, retryable } })
    expect(inspect(each, { depth: 9 })).not.toContain(token('device-a'))
  }
  expect(server.taken).toEqual([])
})

it.each([
  ['MessageRateExceeded', true],
  ['ExpoError', true],
  ['InvalidCredentials', false],
  ['MessageTooBig', false],
])('%s: retryable %s', async (state, retryable) => {
  const sent = provider().send(push(token('device-a', state)), call)
  await expect(sent).rejects.toMatchObject({ retryable, message: expect.stringContaining(state) as string })
})

it('gives up a request without an answer, and makes room for the next', async () => {
  const silent = await new ExpoServer().start()
  silent.isSilent = true
  const agent = silent.dispatcher()
  const { send } = provider({ httpAgent: agent, timeoutMs: 40 })
  const sends = Array.from({ length: 8 }, (_, index) => send(push(token(`device-${index}`)), call))
  const settled = await Promise.allSettled(sends)
  expect(settled).toEqual(settled.map(() => expect.objectContaining({ status: 'rejected' }) as unknown))
  await expect(send(push(token('device-9')), call)).rejects.toMatchObject({ code: 'ETIMEDOUT', retryable: true })
  await agent.destroy()
  await silent.stop()
})

it('sends nothing once it is closed', async () => {
  const { send, close } = provider()
  await close?.()
  await expect(send(push(token('device-a')), call)).rejects.toThrow('the provider is closed')
  expect(server.requests).toEqual([])
})

it('says all that is wrong with its options', () => {
  const options = { accessToken: 'with a space', httpAgent: {}, client: {}, timeoutMs: 0 } as unknown as ExpoOptions
  expect(() => expo(options)).toThrow(
    /^expo cannot be made: `accessToken` .*; a `client` .*; `client` .*; `httpAgent` .*; `timeoutMs`/,
  )
})
