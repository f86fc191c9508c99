import { setTimeout as delay } from 'node:timers/promises'
import { createTriggers, type ProviderCall, ProviderError, Trigger } from '@triggerkit/core'
import { apps, type FunctionRun, publisher, withInput, workflows } from '@triggerkit/providers/functions'
import { expect, expectTypeOf, it, vi } from 'vitest'
import { z } from 'zod'
import { providerCall } from './fixture/provider-call.ts'

const callOf = (idempotencyKey: string, signal: AbortSignal = new AbortController().signal): ProviderCall =>
  providerCall({ idempotencyKey, signal, trigger: 't', action: 'a' })

/** A function that ends when it is told to. */
function gate() {
  const runs: { input: unknown; run: FunctionRun; end: (value: unknown) => void; fail: (error: unknown) => void }[] = []
  const entry = (input: unknown, run: FunctionRun): Promise<unknown> =>
    new Promise((end, fail) => void runs.push({ input, run, end, fail }))
  return { runs, entry }
}

it('gives the function its input and the run, and its result to the action', async () => {
  const seen: unknown[] = []
  const flows = workflows({
    reserve: async (input: { sku: string }, { signal, ...run }) => {
      seen.push(input, run, signal.aborted)
      return { reserved: input.sku }
    },
  })
  const triggers = createTriggers({ providers: { workflow: flows } })
  triggers.register('orders', {
    name: 'stock',
    events: ['afterInsert'],
    actions: [{ ...Trigger.workflow.execute('reserve', { sku: '{{record.sku}}' }), name: 'reserve-it' }],
  })
  const report = await triggers.execute('afterInsert', { table: 'orders', record: { id: 1, sku: 'A-1' } })
  expect(report.triggers[0]!.actions[0]).toMatchObject({ status: 'done', result: { reserved: 'A-1' } })
  const run = { trigger: 'stock', action: 'reserve-it', tag: 'reserve', table: 'orders', event: 'afterInsert' }
  expect(seen).toEqual([{ sku: 'A-1' }, expect.objectContaining(run), false])
  expect(seen[1]).toHaveProperty('idempotencyKey', expect.any(String))
  await triggers.close()
})

it('joins the run of the same key and workflow, and no other', async () => {
  const { runs, entry } = gate()
  const flows = workflows({ a: entry, b: entry })
  const same = [flows.execute('a', 1, callOf('k')), flows.execute('a', 2, callOf('k'))]
  const others = [flows.execute('b', 3, callOf('k')), flows.execute('a', 4, callOf('k2'))]
  expect(runs.map(({ input }) => input)).toEqual([1, 3, 4])
  for (const [index, { end }] of runs.entries()) end(index)
  expect(await Promise.all(same)).toEqual([0, 0])
  expect(await Promise.all(others)).toEqual([1, 2])
  const again = flows.execute('a', 5, callOf('k'))
  runs[3]!.end('again')
  expect(await again).toBe('again')
})

it('starts anew for a later attempt where the run it joined is given up with its own', async () => {
  const { runs, entry } = gate()
  const flows = workflows({ a: entry })
  const first = new AbortController()
  const given = flows.execute('a', 1, callOf('k', first.signal))
  first.abort(new Error('time is up'))
  await expect(given).rejects.toThrow('time is up')
  const second = flows.execute('a', 1, callOf('k'))
  expect(runs).toHaveLength(1)
  runs[0]!.fail(new Error('stopped, as the signal says'))
  await vi.waitFor(() => expect(runs).toHaveLength(2))
  runs[1]!.end('second')
  expect(await second).toBe('second')
})

it('starts nothing for an attempt that is over already', async () => {
  const { runs, entry } = gate()
  const signal = AbortSignal.abort(new Error('over'))
  await expect(workflows({ a: entry }).execute('a', 1, callOf('k', signal))).rejects.toThrow('over')
  await expect(workflows({ a: entry }).dispatch('a', 1, callOf('k', signal))).rejects.toThrow('over')
  await expect(apps({ x: { a: entry } }).execute('x', 'a', 1, callOf('k', signal))).rejects.toThrow('over')
  await expect(
    publisher((_topic, message, _options, run) => entry(message, run)).publish(
      't',
      1,
      { headers: {} },
      callOf('k', signal),
    ),
  ).rejects.toThrow('over')
  expect(runs).toHaveLength(0)
})

it('dispatches: resolves with the run at once, which is the same for a repeated key', async () => {
  const { runs, entry } = gate()
  const attempt = new AbortController()
  const flows = workflows({ a: entry })
  expect(await flows.dispatch('a', 1, callOf('k', attempt.signal))).toEqual({ runId: 'k' })
  expect(await flows.dispatch('a', 1, callOf('k'))).toEqual({ runId: 'k' })
  expect(runs).toHaveLength(1)
  attempt.abort()
  expect(runs[0]!.run.signal.aborted).toBe(false)
  expect(await flows.health!({ signal: attempt.signal })).toEqual({ running: 1, waiting: 0 })
  const closed = flows.close!()
  expect(await Promise.race([closed, delay(20, 'still open')])).toBe('still open')
  runs[0]!.end(1)
  await closed
})

it('runs so many dispatched functions at a time, and refuses what can neither run nor wait', async () => {
  const { runs, entry } = gate()
  const flows = workflows({ a: entry }, { maxRunning: 2, maxWaiting: 1 })
  for (const key of ['1', '2', '3']) await flows.dispatch('a', key, callOf(key))
  const refused = await flows.dispatch('a', '4', callOf('4')).catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'WORKFLOWS_FULL', retryable: true })
  expect(runs.map(({ input }) => input)).toEqual(['1', '2'])
  runs[1]!.end('done')
  await vi.waitFor(() => expect(runs.map(({ input }) => input)).toEqual(['1', '2', '3']))
  await flows.dispatch('a', '4', callOf('4'))
  runs[0]!.end('done')
  runs[2]!.end('done')
  await vi.waitFor(() => expect(runs).toHaveLength(4))
  runs[3]!.end('done')
  await flows.close!()
})

it('tells onError of a dispatched function that failed, whatever onError itself does', async () => {
  const told: [ProviderError, FunctionRun][] = []
  const onError = vi.fn(async (error: ProviderError, run: FunctionRun) => {
    told.push([error, run])
    throw new Error('onError failed as well')
  })
  const written = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const failing = () => Promise.reject(Object.assign(new Error('no stock'), { code: 'STOCK' }))
  const flows = workflows({ a: failing, odd: () => Promise.reject('a text') }, { onError })
  await flows.dispatch('a', 1, callOf('k'))
  await flows.dispatch('odd', 1, callOf('k'))
  await flows.close!()
  await vi.waitFor(() => expect(written).toHaveBeenCalledTimes(2))
  expect(told[0]![0]).toMatchObject({
    code: 'STOCK',
    message: 'workflows could not run the workflow "a" that the action "a" of trigger "t" dispatched: no stock',
  })
  expect(told[1]![0].message).toContain('"a text"')
  expect(told[0]![1]).toMatchObject({ idempotencyKey: 'k' })
  written.mockClear()
  const silent = workflows({ a: failing })
  await silent.dispatch('a', 1, callOf('k'))
  await silent.close!()
  await vi.waitFor(() => expect(written).toHaveBeenCalledWith(expect.objectContaining({ code: 'STOCK' })))
  written.mockRestore()
})

it('gives up on closing what does not end in time, tells of it once, and takes no more', async () => {
  const { runs, entry } = gate()
  const onError = vi.fn((_error: ProviderError) => undefined)
  const flows = workflows({ a: entry }, { closeTimeoutMs: 20, maxRunning: 1, onError })
  await flows.dispatch('a', 'runs', callOf('1'))
  await flows.dispatch('a', 'waits', callOf('2'))
  await Promise.all([flows.close!(), flows.close!()])
  expect(onError.mock.calls.map(([error]) => error.message)).toEqual([
    expect.stringContaining('it had not ended 20 ms after the provider was closed'),
    expect.stringContaining('it had not ended 20 ms after the provider was closed'),
  ])
  expect(runs[0]!.run.signal.aborted).toBe(true)
  runs[0]!.fail(new Error('stopped, as the signal says'))
  await delay(10)
  expect(onError).toHaveBeenCalledTimes(2)
  expect(runs).toHaveLength(1)
  const late = { code: 'PROVIDER_CLOSED', retryable: true }
  await expect(flows.dispatch('a', 1, callOf('3'))).rejects.toMatchObject(late)
  await expect(flows.execute('a', 1, callOf('3'))).rejects.toMatchObject(late)
  await expect(flows.health!({ signal: callOf('').signal })).rejects.toMatchObject({ code: 'PROVIDER_CLOSED' })
})

it('keeps what errors of functions say of another attempt, and a ProviderError as it is', async () => {
  class StockError extends Error {}
  const own = new ProviderError({ message: 'mine', code: 'MINE' })
  const thrown = Object.assign(new StockError('wait'), { status: 429, retryAfterMs: 5_000, code: 'SLOW' })
  const shop = apps({ shop: { own: () => Promise.reject(own), slow: () => Promise.reject(thrown) } })
  await expect(shop.execute('shop', 'own', 1, callOf('k'))).rejects.toBe(own)
  const error = await shop
    .execute('shop', 'slow', 1, { ...callOf('k'), tag: 'shop' })
    .catch((reason: unknown) => reason)
  expect(error).toMatchObject({
    status: 429,
    retryAfterMs: 5_000,
    code: 'SLOW',
    retryable: true,
    provider: 'apps "shop"',
  })
  expect((error as Error).message).toBe('apps "shop" could not run the action "slow" of "shop": wait')
  expect((error as Error).cause).toBe(thrown)
})

it('checks inputs by a schema: lists everything that is wrong, and gives the function what the schema made of it', async () => {
  const customer = z.object({ email: z.email(), address: z.object({ zip: z.string() }), age: z.coerce.number() })
  const create = withInput(customer, async (input) => {
    expectTypeOf(input).toEqualTypeOf<{ email: string; address: { zip: string }; age: number }>()
    return input.age + 1
  })
  const shop = apps({ stripe: { 'create-customer': create } })
  const valid = { email: 'a@x.de', address: { zip: '1' }, age: '41' }
  expect(await shop.execute('stripe', 'create-customer', valid, callOf('k'))).toBe(42)
  const input = { email: 'a\nb', address: {}, age: 1 }
  const error = await shop.execute('stripe', 'create-customer', input, callOf('k')).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'INPUT_INVALID', retryable: false })
  expect((error as ProviderError).message).toMatch(
    /the action "create-customer" of "stripe" does not take: email: .*; address\.zip: .*\. Mend/,
  )
})

it('asks the check that an app has for all its actions first', async () => {
  const run = vi.fn(() => 'done')
  const validate = vi.fn((action: string, input: unknown) =>
    input === 'bad' ? [`${action} wants better`, 'much\nbetter'] : undefined,
  )
  const shop = apps({ shop: { actions: { sell: run }, validate }, plain: { actions: run } })
  await expect(shop.execute('shop', 'sell', 'bad', callOf('k'))).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    message: expect.stringContaining('sell wants better; much\\nbetter'),
  })
  expect(run).not.toHaveBeenCalled()
  expect(await shop.execute('shop', 'sell', 'good', callOf('k'))).toBe('done')
  expect(await shop.execute('plain', 'actions', 1, callOf('k'))).toBe('done')
})

it('reaches own names alone', async () => {
  const flows = workflows({ a: () => 1 })
  for (const name of ['__proto__', 'constructor', 'hasOwnProperty', 'x:toString'])
    await expect(flows.execute(name, 1, callOf('k'))).rejects.toMatchObject({
      code: 'WORKFLOW_UNKNOWN',
      retryable: false,
    })
  const shop = apps({ shop: { a: () => 1 } })
  await expect(shop.execute('__proto__', 'a', 1, callOf('k'))).rejects.toMatchObject({ code: 'APP_UNKNOWN' })
  await expect(shop.execute('shop', 'constructor', 1, callOf('k'))).rejects.toMatchObject({
    code: 'APP_ACTION_UNKNOWN',
  })
})

it('publishes by function', async () => {
  const publish = vi.fn(async () => ({ id: 1 }))
  const options = { key: 'k', headers: { a: 'b' } }
  const call = callOf('k')
  expect(await publisher(publish).publish('orders', { a: 1 }, options, call)).toEqual({ id: 1 })
  expect(publish).toHaveBeenCalledWith('orders', { a: 1 }, options, call)
})

it('lists everything that is wrong with its options', () => {
  const wrong = 1 as never
  expect(() =>
    workflows(
      { a: wrong, '': () => 1, c: { run: () => 1, input: {} as never } },
      { maxRunning: 0, closeTimeoutMs: -1, onError: wrong },
    ),
  ).toThrow(
    'workflows functions["a"] has to be a function or { run, input: schema }; functions has a function whose name is ""; ' +
      'functions["c"] has to be a function or { run, input: schema }; `maxRunning` has to be a whole number of 1 or more; ' +
      '`closeTimeoutMs` has to be a whole number of 0 or more; `onError` has to be a function.',
  )
  expect(() =>
    apps({ a: { b: wrong }, c: { actions: { d: wrong }, validate: wrong }, e: wrong }, { concurrency: 0.5 }),
  ).toThrow(/\["a"\]\["b"\] has.*\["c"\]\.actions\["d"\] has.*\["c"\]\.validate has.*\["e"\] has.*`concurrency` has/)
  expect(() => publisher(wrong, { concurrency: 0 })).toThrow(/needs the function that publishes; `concurrency`/)
})
