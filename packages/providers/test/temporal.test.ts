import { status } from '@grpc/grpc-js'
import { Client, Connection } from '@temporalio/client'
import {
  type TemporalClientLike,
  type TemporalConnectionLike,
  type TemporalOptions,
  temporal,
} from '@triggerkit/providers/temporal'
import { afterEach, expect, it, vi } from 'vitest'
import { providerCall } from './fixture/provider-call.ts'
import { startSilentServer } from './server/silent-server.ts'
import {
  startTemporalServer,
  TemporalEnd,
  type TemporalFunction,
  type TemporalServer,
  type TemporalServerOptions,
} from './server/temporal-server.ts'

const toClose: (() => unknown)[] = []
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close()
})

/** A server whose workflow `work` is this function, and a provider of it. */
async function start(
  work: TemporalFunction,
  {
    options = {},
    server: more = {},
  }: { options?: Partial<TemporalOptions>; server?: Partial<TemporalServerOptions> } = {},
) {
  const server = await startTemporalServer({ workflows: { work }, ...more })
  const address = `127.0.0.1:${server.port}`
  const provider = temporal({ address, taskQueue: 'shop', workflows: { work: {} }, ...options })
  toClose.push(
    () => server.close(),
    () => provider.close?.(),
  )
  return { server, address, provider }
}

/** A workflow that ends when it is told to. */
function gate() {
  let end: (value: unknown) => void = () => undefined
  const opened = new Promise((resolve) => {
    end = resolve
  })
  return { work: () => opened, end: (value: unknown) => end(value) }
}

const pollsOf = (server: TemporalServer, count: number) => vi.waitFor(() => expect(server.polls).toBe(count), 5_000)

it('joins the run of the same key, while it runs and when it has ended', async () => {
  const { work, end } = gate()
  const { server, provider } = await start(work, { options: { workflowIdPrefix: 'shop-' } })
  const call = providerCall()
  const first = await provider.dispatch('work', { sku: 'A' }, call)
  const { runId } = server.runs[0]!
  expect(first).toEqual({ workflowId: `shop-${call.idempotencyKey}`, runId })
  expect(await provider.dispatch('work', { sku: 'A' }, call)).toEqual(first)
  const both = [provider.execute('work', { sku: 'A' }, call), provider.execute('work', { sku: 'A' }, call)]
  await pollsOf(server, 2)
  end({ done: true })
  expect(await Promise.all(both)).toEqual([{ done: true }, { done: true }])
  expect(await provider.execute('work', { sku: 'B' }, call)).toEqual({ done: true })
  expect(await provider.dispatch('work', { sku: 'B' }, call)).toEqual(first)
  expect(server.runs).toHaveLength(1)
})

it('stops polling with the attempt, and the next one waits for the same run', async () => {
  const { work, end } = gate()
  const { server, provider } = await start(work, { server: { longPollMs: 60_000 } })
  const attempt = new AbortController()
  const call = providerCall()
  const first = provider.execute('work', {}, { ...call, signal: attempt.signal })
  await pollsOf(server, 1)
  attempt.abort(new Error('time is up'))
  await expect(first).rejects.toThrow('time is up')
  await pollsOf(server, 0)
  const second = provider.execute('work', {}, call)
  end('done')
  expect(await second).toBe('done')
  expect(server.runs).toHaveLength(1)
})

it('starts nothing for an attempt that is over already', async () => {
  const { server, provider } = await start(() => 1)
  const over = providerCall({ signal: AbortSignal.abort(new Error('over')) })
  await expect(provider.execute('work', {}, over)).rejects.toThrow('over')
  await expect(provider.dispatch('work', {}, over)).rejects.toThrow('over')
  expect(server.runs).toHaveLength(0)
})

it('gives the workflow its input, its queue and what else it is started with', async () => {
  const work = { type: 'other', taskQueue: 'own', workflowRunTimeout: '5 minutes', memo: { of: 'shop' } } as const
  const workflows = { work, many: { args: (input: unknown) => [input, 'more'] } }
  const { server, provider } = await start(() => 1, { options: { workflows } })
  const input = { text: 'Ünicode\0\r\n', big: 2n ** 70n, at: new Date(0), bytes: null }
  await provider.dispatch('flows:work', input, providerCall())
  await provider.dispatch('many', 'a text', providerCall())
  await provider.dispatch('work', undefined, providerCall())
  await provider.dispatch('work', null, providerCall())
  expect(server.runs).toMatchObject([
    { type: 'other', taskQueue: 'own', args: [{ ...input, big: String(2n ** 70n), at: new Date(0).toISOString() }] },
    { type: 'many', taskQueue: 'shop', args: ['a text', 'more'] },
    { args: [] },
    { args: [null] },
  ])
  expect(Number(server.runs[0]!.request.workflowRunTimeout?.seconds)).toBe(300)
  expect(server.runs[0]!.request.memo?.fields).toHaveProperty('of')
})

it('starts any type where it knows no workflows', async () => {
  const { server, provider } = await start(() => 'done', { options: { workflows: undefined } })
  expect(await provider.execute('flows:work', {}, providerCall())).toBe('done')
  expect(server.runs[0]).toMatchObject({ type: 'work', taskQueue: 'shop' })
})

it.each([
  ['terminated', { workflowExecutionTerminatedEventAttributes: { reason: 'by the admin' } }, /: by the admin/],
  ['cancelled', { workflowExecutionCanceledEventAttributes: {} }, /: Workflow canceled/],
  ['timed out', { workflowExecutionTimedOutEventAttributes: {} }, /: Workflow execution timed out/],
])('tells of a run that was %s: final', async (_how, event, message) => {
  const { provider } = await start(() => Promise.reject(new TemporalEnd(event)))
  const error: unknown = await provider.execute('work', {}, providerCall()).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'WORKFLOW_FAILED', retryable: false, message: expect.stringMatching(message) })
})

it('does again at once what a broken connection failed, and leaves the rest to the next attempt', async () => {
  const { server, provider } = await start(() => 'done')
  server.failNext(2, status.UNAVAILABLE, 'the frontend restarts')
  expect(await provider.execute('work', {}, providerCall())).toBe('done')
  server.failNext(4, status.UNAVAILABLE, 'the frontend restarts')
  await expect(provider.execute('work', {}, providerCall())).rejects.toMatchObject({
    code: 'TEMPORAL_UNAVAILABLE',
    retryable: true,
    message: expect.stringContaining('the frontend restarts'),
  })
  server.failNext(1, status.RESOURCE_EXHAUSTED, 'namespace rate limit exceeded')
  await expect(provider.dispatch('work', {}, providerCall())).rejects.toMatchObject({
    code: 'TEMPORAL_RESOURCE_EXHAUSTED',
    retryable: true,
  })
  expect(server.runs).toHaveLength(1)
})

it('leaves it to the next attempt where the server goes in the middle of waiting', async () => {
  const { work } = gate()
  const { server, provider } = await start(work)
  const waiting = provider.execute('work', {}, providerCall())
  await pollsOf(server, 1)
  server.close()
  await expect(waiting).rejects.toMatchObject({
    retryable: true,
    message: expect.stringContaining('get the result of'),
  })
})

it('closes in the middle of a call, and refuses what comes later', async () => {
  const { server, provider } = await start(() => new Promise(() => undefined))
  const waiting = provider.execute('work', {}, providerCall())
  await pollsOf(server, 1)
  await provider.close?.()
  await expect(provider.dispatch('work', {}, providerCall())).rejects.toThrow('the provider is closed')
  server.close()
  await expect(waiting).rejects.toMatchObject({ name: 'ProviderError' })
})

it('refuses an input that gRPC does not carry: final', async () => {
  const { provider } = await start(() => 1)
  const input = 'x'.repeat(5_000_000)
  await expect(provider.dispatch('work', input, providerCall())).rejects.toMatchObject({
    code: 'TEMPORAL_TOO_LARGE',
    retryable: false,
  })
})

it('gives up a start that is not answered', async () => {
  const silent = await startSilentServer()
  toClose.push(() => silent.close())
  const provider = temporal({ address: `127.0.0.1:${silent.port}`, taskQueue: 'shop', startTimeoutMs: 150 })
  const late = { code: 'TEMPORAL_DEADLINE_EXCEEDED', retryable: true }
  await expect(provider.dispatch('work', {}, providerCall())).rejects.toMatchObject(late)
  await expect(provider.health!({ signal: new AbortController().signal })).rejects.toMatchObject(late)
  await provider.close?.()
})

it("takes a client or a connection of the user's own, and leaves it open", async () => {
  const { server, address } = await start((input) => input)
  const connection = Connection.lazy({ address })
  toClose.push(() => connection.close())
  const client = new Client({ connection })
  const like: TemporalClientLike = client
  const connectionLike: TemporalConnectionLike = connection
  for (const own of [{ client: like }, { connection: connectionLike }]) {
    const provider = temporal({ ...own, taskQueue: 'shop' })
    expect(await provider.execute('work', { sku: 'A' }, providerCall())).toEqual({ sku: 'A' })
    await provider.close?.()
  }
  const bytes = Buffer.from([0, 1, 255])
  await temporal({ client, taskQueue: 'shop' }).dispatch('work', bytes, providerCall())
  expect(server.runs.at(-1)!.args).toEqual([bytes])
  const big = temporal({ client, taskQueue: 'shop' }).dispatch('work', { big: 1n }, providerCall())
  await expect(big).rejects.toMatchObject({ code: 'TEMPORAL_INPUT', retryable: false })
})

it('lists everything that is wrong with its options', () => {
  const wrong = 1 as never
  expect(() => temporal({ address: 'https://x:1/y', client: wrong, namespace: 'n', concurrency: 0 })).toThrow(
    'temporal one of `address`, `connection` and `client` has to be given; `address` has to be a host and a port, as in localhost:7233; ' +
      '`namespace` is that of the `client`; `concurrency` has to be a whole number of 1 or more; `taskQueue` has to be given.',
  )
  expect(() => temporal({ client: wrong, apiKey: 'the-key', tls: true, workflows: { a: {}, b: wrong } })).toThrow(
    /`apiKey` goes with `address` alone; `tls` goes.*"a"\] has no `taskQueue`.*"b"\] has to be an object/,
  )
})
