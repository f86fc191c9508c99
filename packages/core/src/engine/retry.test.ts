import { describe, expect, it } from 'vitest'
import type { FetchLike } from '../action/executors/http/fetch-like.ts'
import { ManualClock } from '../action/manual-clock.ts'
import type { RetryPolicy } from '../action/retry-policy.ts'
import { ActionError } from '../errors/action-error.ts'
import { ProviderError } from '../provider/provider-error.ts'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import { recordingProviders } from '../testing/recording-providers.ts'
import { Trigger } from '../trigger/trigger.ts'
import type { EngineOptions } from './engine-options.ts'
import { createTriggers } from './triggers.ts'

type Action = ReturnType<typeof Trigger.log.info>

const start = '2026-01-02T03:04:05.000Z'
const set = Trigger.cache.set('redis', 'user:{{record.id}}', '{{timestamp}}')

/** A database with one trigger on it, whose providers record, on a clock that stands still. */
function setUp(action: Action, options: EngineOptions = {}) {
  const clock = new ManualClock(start)
  const recorded = recordingProviders()
  const errors: Error[] = []
  const onError = (error: Error) => errors.push(error)
  const triggers = createTriggers({ clock, providers: recorded.providers, onError, ...options })
  const database = new MemoryDatabase({ tables: [defineTable('users', { id: 'integer' })] }).connect(triggers)
  triggers.register('users', { name: 'rule', events: ['afterInsert'], actions: [{ ...action, name: 'step' }] })
  const write = (): Promise<unknown> => clock.until(database.create('users', { id: 1 }))
  /** What was waited for between attempts: the rest are time limits. */
  const delays = (): number[] => clock.waits.filter((wait) => wait !== 10_000)
  return { clock, recorded, errors, triggers, database, write, delays }
}

function respond(...answers: { status: number; headers?: Record<string, string> }[]): FetchLike {
  let count = 0
  const fetch = async (): Promise<Response> => {
    const { status, headers = {} } = answers[Math.min(count++, answers.length - 1)]!
    return new Response('{}', { status, headers: { 'content-type': 'application/json', ...headers } })
  }
  return fetch as unknown as FetchLike
}

describe('retry, end to end', () => {
  it("SPEC's policy: about one second, then two, then the error with its attempts", async () => {
    const retry = {
      maxAttempts: 3,
      initialDelay: 1000,
      maxDelay: 30000,
      backoffMultiplier: 2,
      retryOn: ['ECONNREFUSED', 'ETIMEDOUT'],
    }
    const { recorded, errors, write, delays } = setUp({ ...set, retry })
    recorded.fail('cache', { error: Object.assign(new Error('no one there'), { code: 'ECONNREFUSED' }) })
    await write()
    expect(delays()).toEqual([1_000, 2_000])
    expect(recorded.calls).toHaveLength(3)
    expect(errors).toMatchObject([
      {
        name: 'ActionError',
        attempts: 3,
        message: 'Action "step" of trigger "rule" (afterInsert on users) failed after 3 attempts: no one there',
      },
    ])
  })

  it('the action succeeds when an attempt does, and sees the same instant at each', async () => {
    const { recorded, errors, write, delays } = setUp({ ...set, retry: { maxAttempts: 5 } })
    recorded.fail('cache', { times: 2 })
    await write()
    expect(errors).toEqual([])
    expect(delays()).toEqual([1_000, 2_000])
    expect(recorded.calls).toEqual(Array(3).fill({ type: 'cache.set', cache: 'redis', key: 'user:1', value: start }))
  })

  it('all attempts carry one idempotency key', async () => {
    const { recorded, write } = setUp({ ...set, retry: { maxAttempts: 3 } })
    const keys = new Set<string>()
    recorded.answer('cache', (_call, { idempotencyKey }) => {
      keys.add(idempotencyKey)
      throw new Error('down')
    })
    await write()
    expect(recorded.calls).toHaveLength(3)
    expect(keys.size).toBe(1)
  })

  it.each<[string, RetryPolicy, number, number[]]>([
    ['initialDelay and backoffMultiplier', { initialDelay: 50, backoffMultiplier: 3 }, 0.5, [50, 150, 450]],
    ['backoffMultiplier 1', { initialDelay: 50, backoffMultiplier: 1 }, 0.5, [50, 50, 50]],
    ['maxDelay', { initialDelay: 1_000, maxDelay: 1_500 }, 0.5, [1_000, 1_500, 1_500]],
    ['no delay', { initialDelay: 0 }, 0.5, [0, 0, 0]],
    ['the least of the default jitter', { initialDelay: 1_000 }, 0, [900, 1_800, 3_600]],
    ['the most of the default jitter', { initialDelay: 1_000 }, 1, [1_100, 2_200, 4_400]],
    ['jitter 0', { initialDelay: 1_000, jitter: 0 }, 0, [1_000, 2_000, 4_000]],
    ['jitter 1', { initialDelay: 1_000, jitter: 1 }, 0, [500, 1_000, 2_000]],
    ['jitter never past maxDelay', { initialDelay: 1_000, maxDelay: 1_000, jitter: 1 }, 1, [1_000, 1_000, 1_000]],
  ])('%s', async (_name, retry, chance, expected) => {
    const { clock, recorded, write, delays } = setUp({ ...set, retry: { maxAttempts: 4, ...retry } })
    clock.chance = chance
    recorded.fail('cache')
    await write()
    expect(delays()).toEqual(expected)
  })

  class BusyError extends Error {
    override name = 'BusyError'
  }

  it.each<[string, unknown, NonNullable<RetryPolicy['retryOn']>, number]>([
    ['a code', Object.assign(new Error('x'), { code: 'ECONNRESET' }), ['ECONNRESET'], 3],
    ['a code of the cause', new Error('x', { cause: { code: 'ECONNRESET' } }), ['ECONNRESET'], 3],
    ['another code', Object.assign(new Error('x'), { code: 'ENOENT' }), ['ECONNRESET'], 1],
    ['a status', new ProviderError({ message: 'x', status: 429 }), [429], 3],
    ['another status', new ProviderError({ message: 'x', status: 500 }), [429], 1],
    ['a class', new BusyError('x'), [BusyError], 3],
    ['a class name', new BusyError('x'), ['BusyError'], 3],
    ['another class', new Error('x'), [BusyError], 1],
    [
      'a status although the provider says that it is final',
      new ProviderError({ message: 'x', status: 409, retryable: false }),
      [409],
      3,
    ],
    ['nothing', new Error('x'), [], 1],
  ])('retryOn: %s', async (_name, error, retryOn, attempts) => {
    const { recorded, write, errors } = setUp({ ...set, retry: { maxAttempts: 3, retryOn } })
    recorded.fail('cache', { error })
    await write()
    expect(recorded.calls).toHaveLength(attempts)
    expect(errors[0]).toMatchObject({ attempts })
  })

  it('without retryOn: what the provider calls final is not tried again', async () => {
    const { recorded, write } = setUp({ ...set, retry: { maxAttempts: 3 } })
    recorded.fail('cache', { error: new ProviderError({ message: 'no such cache', retryable: false }) })
    await write()
    expect(recorded.calls).toHaveLength(1)
  })

  it('defaults.retry is for external actions without a retry of their own', async () => {
    const options = { defaults: { retry: { maxAttempts: 2, initialDelay: 10 } } }
    const first = setUp(set, options)
    first.recorded.fail('cache')
    await first.write()
    expect(first.recorded.calls).toHaveLength(2)
    const second = setUp({ ...set, retry: { maxAttempts: 1 } }, options)
    second.recorded.fail('cache')
    await second.write()
    expect(second.recorded.calls).toHaveLength(1)
  })

  it('an async action retries in the background', async () => {
    const { clock, recorded, database, triggers, delays } = setUp({
      ...set,
      timing: 'async',
      retry: { maxAttempts: 3 },
    })
    recorded.fail('cache', { times: 2 })
    await database.create('users', { id: 1 })
    await clock.until(triggers.drain())
    expect(recorded.calls).toHaveLength(3)
    expect(delays()).toEqual([1_000, 2_000])
  })

  it('ends when the engine closes: the last error is what it failed with', async () => {
    const { clock, recorded, database, triggers, errors } = setUp({ ...set, retry: { maxAttempts: 5 } })
    recorded.fail('cache')
    const written = database.create('users', { id: 1 })
    await clock.advance(1_500)
    expect(recorded.calls).toHaveLength(2)
    await triggers.close()
    await written
    expect(recorded.calls).toHaveLength(2)
    expect(errors).toMatchObject([{ attempts: 2, cause: { code: 'PROVIDER_FAILED' } }])
  })
})

it('many actions may wait at once without a warning of leaks', async () => {
  const warnings: Error[] = []
  const onWarning = (warning: Error): number => warnings.push(warning)
  process.on('warning', onWarning)
  const { clock, recorded, database, triggers } = setUp({ ...set, timing: 'async', retry: { maxAttempts: 2 } })
  recorded.fail('cache', { times: 16 })
  await database.create(
    'users',
    Array.from({ length: 16 }, (_, id) => ({ id })),
  )
  await clock.until(triggers.drain())
  process.off('warning', onWarning)
  expect(recorded.calls).toHaveLength(32)
  expect(warnings).toEqual([])
})

describe('Retry-After, end to end', () => {
  const post = (retry: RetryPolicy) => ({ ...Trigger.http.post('https://api.example.com/', {}), retry })

  it.each<[string, string, RetryPolicy, number[]]>([
    ['seconds', '7', { maxAttempts: 2 }, [7_000]],
    ['a date', 'Fri, 02 Jan 2026 03:04:15 GMT', { maxAttempts: 2 }, [10_000]],
    ['a date that is over', 'Fri, 02 Jan 2026 03:04:00 GMT', { maxAttempts: 2 }, [1_000]],
    ['less than the delay', '1', { maxAttempts: 2, initialDelay: 3_000 }, [3_000]],
    ['more than maxDelay', '3600', { maxAttempts: 2, maxDelay: 5_000 }, [5_000]],
    ['what cannot be read', 'soon', { maxAttempts: 2 }, [1_000]],
  ])('in %s', async (_name, value, retry, expected) => {
    const fetch = respond({ status: 503, headers: { 'retry-after': value } }, { status: 200 })
    const { clock, errors, write } = setUp({ ...post(retry), timeout: 9_999 }, { fetch })
    await write()
    expect(errors).toEqual([])
    expect(clock.waits).toEqual([9_999, ...expected, 9_999])
  })

  it('of a provider, in milliseconds', async () => {
    const { recorded, write, delays } = setUp({ ...set, retry: { maxAttempts: 2 } })
    recorded.fail('cache', { error: new ProviderError({ message: 'busy', retryAfterMs: 4_000 }) })
    await write()
    expect(delays()).toEqual([4_000])
  })
})

describe('timeout, end to end', () => {
  it('R33 aborts the signal that the provider holds, attempt by attempt', async () => {
    const { clock, recorded, database, errors } = setUp({
      ...set,
      timeout: 300,
      retry: { maxAttempts: 2, initialDelay: 100 },
    })
    const signals: AbortSignal[] = []
    recorded.answer('cache', (_call, { signal }) => {
      signals.push(signal)
      return new Promise(() => undefined)
    })
    const written = database.create('users', { id: 1 })
    await clock.advance(299)
    expect(signals.map(({ aborted }) => aborted)).toEqual([false])
    await clock.advance(1)
    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
    expect(signals[0]!.reason).toBeInstanceOf(ActionError)
    await clock.until(written)
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true])
    expect(clock.waits).toEqual([300, 100, 300])
    expect(errors).toMatchObject([{ code: 'ACTION_TIMEOUT', attempts: 2 }])
  })

  it('R33 is 10 seconds where the action does not say, or what the engine says', async () => {
    const never = () => new Promise(() => undefined)
    const first = setUp(set)
    first.recorded.answer('cache', never)
    await first.write()
    expect(first.clock.waits).toEqual([10_000])
    const second = setUp(set, { defaults: { timeoutMs: 70 } })
    second.recorded.answer('cache', never)
    await second.write()
    expect(second.clock.waits).toEqual([70])
    expect(second.errors).toMatchObject([{ code: 'ACTION_TIMEOUT' }])
  })
})
