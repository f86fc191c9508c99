import { setTimeout as delay } from 'node:timers/promises'
import type { QuotaProvider } from '@triggerkit/core'
import { type PostgresPoolLike, quotas, type RedisStoreLike } from '@triggerkit/providers/rate-limiter'
import type { Redis } from 'ioredis'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { providerCall } from './fixture/provider-call.ts'
import { storeNames, type TestStore, testStore } from './rate-limiter/stores.ts'

const day = 86_400
const known = {
  mails: { points: 100, durationSeconds: day },
  large: { points: 10, durationSeconds: day },
  short: { points: 2, durationSeconds: 1 },
  strict: { points: 1, durationSeconds: 1, blockSeconds: 30 },
}

describe.each(storeNames)('quotas() in %s', (name) => {
  let store: TestStore
  const made: QuotaProvider[] = []
  const create = (): QuotaProvider => {
    const provider = quotas({ quotas: known, store: store.open(), prefix: store.prefix })
    made.push(provider)
    return provider
  }
  beforeAll(async () => {
    store = await testStore(name)
  })
  afterAll(async () => {
    for (const provider of made) await provider.close?.()
    await store.close()
  })

  it('grants exactly its points, whoever asks at the same time', async () => {
    const first = create()
    const providers = [first, store.isShared ? create() : first]
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        providers[index % 2]!.consume('mails', { key: 'many', amount: 1 }, providerCall()),
      ),
    )
    expect(answers.filter(({ allowed }) => allowed)).toHaveLength(100)
    expect(await first.check('mails', { key: 'many', amount: 1 }, providerCall())).toMatchObject({
      allowed: false,
      remaining: 0,
    })
    const all = answers.map(({ remaining }) => remaining!)
    expect(Math.min(...all)).toBe(0)
    expect(Math.max(...all)).toBe(99)
  })

  it('takes all or nothing: what is refused is there for the next one, and no two of them make more', async () => {
    const provider = create()
    const use = (amount: number) => provider.consume('large', { key: 'mixed', amount }, providerCall())
    expect(await use(7)).toEqual({ allowed: true, remaining: 3 })
    expect(await use(4)).toMatchObject({ allowed: false, remaining: 3 })
    expect(await use(11)).toEqual({ allowed: false, remaining: 3 })
    expect(await use(3)).toEqual({ allowed: true, remaining: 0 })
    const amounts = Array.from({ length: 60 }, (_, index) => (index % 4) + 1)
    const answers = await Promise.all(
      amounts.map((amount) => provider.consume('mails', { key: 'sum', amount }, providerCall())),
    )
    const granted = amounts.reduce((sum, amount, index) => sum + (answers[index]!.allowed ? amount : 0), 0)
    const { remaining } = await provider.check('mails', { key: 'sum', amount: 1 }, providerCall())
    expect(granted).toBeLessThanOrEqual(100)
    expect(remaining).toBe(100 - granted)
  })

  it('takes once for an idempotency key, also for attempts at the same time', async () => {
    const provider = create()
    const call = providerCall()
    const use = { key: 'once', amount: 6 }
    expect(await provider.consume('large', use, call)).toEqual({ allowed: true, remaining: 4 })
    expect(await provider.consume('large', use, call)).toEqual({ allowed: true, remaining: 4 })
    const twin = providerCall()
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => provider.consume('mails', { key: 'twins', amount: 5 }, twin)),
    )
    expect(answers.every(({ allowed }) => allowed)).toBe(true)
    expect(await provider.check('mails', { key: 'twins', amount: 1 }, call)).toEqual({ allowed: true, remaining: 95 })
    expect(await provider.consume('large', { key: 'another', amount: 6 }, call)).toEqual({
      allowed: true,
      remaining: 4,
    })
  })

  it('check takes nothing, each key has its own, and one for all another', async () => {
    const provider = create()
    for (let times = 0; times < 3; times++)
      expect(await provider.check('large', { key: 'a', amount: 10 }, providerCall())).toEqual({
        allowed: true,
        remaining: 10,
      })
    await provider.consume('large', { key: 'a', amount: 10 }, providerCall())
    expect(await provider.check('limits:large', { key: 'a', amount: 1 }, providerCall())).toMatchObject({
      allowed: false,
      retryAfterMs: expect.any(Number) as number,
    })
    expect(await provider.consume('large', { key: 'b\0\r\n:'.repeat(900), amount: 10 }, providerCall())).toMatchObject({
      allowed: true,
    })
    expect(await provider.consume('large', { amount: 10 }, providerCall())).toMatchObject({ allowed: true })
  })

  it('has as much again in the next window', async () => {
    const provider = create()
    const use = () => provider.consume('short', { key: 'window', amount: 2 }, providerCall())
    let answer = await use()
    for (let tries = 0; answer.allowed && tries < 3; tries++) answer = await use()
    expect(answer.allowed).toBe(false)
    expect(answer.retryAfterMs).toBeLessThanOrEqual(1_000)
    await delay(answer.retryAfterMs! + 20)
    expect(await use()).toEqual({ allowed: true, remaining: 0 })
  })

  it('grants nothing for `blockSeconds` after it refused, also in the next window', async () => {
    const provider = create()
    const use = () => provider.consume('strict', { key: 'block', amount: 1 }, providerCall())
    let answer = await use()
    for (let tries = 0; answer.allowed && tries < 3; tries++) answer = await use()
    expect(answer).toEqual({ allowed: false, remaining: 0, retryAfterMs: 30_000 })
    await delay(1_100)
    const later = await use()
    expect(later.allowed).toBe(false)
    expect(later.retryAfterMs).toBeGreaterThan(20_000)
    expect(later.retryAfterMs).toBeLessThan(30_000)
    expect(await provider.check('strict', { key: 'block', amount: 1 }, providerCall())).toMatchObject({
      allowed: false,
    })
  })

  it('starts nothing where it is aborted already', async () => {
    const provider = create()
    const signal = AbortSignal.abort(new Error('too late'))
    const use = { key: 'aborted', amount: 10 }
    await expect(provider.consume('large', use, providerCall({ signal }))).rejects.toThrow('too late')
    expect(await provider.check('large', use, providerCall())).toEqual({ allowed: true, remaining: 10 })
  })
})

describe('options of quotas()', () => {
  it('are told all that is wrong with them at once', () => {
    const wrong = {
      quotas: {
        'a b': { points: 0, durationSeconds: 1.5 },
        c: { points: 1, durationSeconds: 3_000_000, blockSeconds: -1 },
      },
      rememberSeconds: 0,
      prefix: 'a:b',
    }
    expect(() => quotas(wrong)).toThrow(
      /"a b" is no name.*`quotas\.a b\.points`.*`quotas\.c\.durationSeconds` is at most 2000000.*`quotas\.c\.blockSeconds`.*`rememberSeconds`.*`prefix`/,
    )
    expect(() => quotas({ quotas: {}, store: { redis: {} as never } })).toThrow(/at least one quota.*`store\.redis`/)
    const postgres = { query: () => undefined }
    expect(() => quotas({ quotas: known, store: { postgres, tableName: 'x"; drop' } })).toThrow('`store.tableName`')
    expect(() => quotas({ quotas: known, store: 'disk' as never })).toThrow('`store` has to be')
  })

  it('amounts are whole', async () => {
    const provider = quotas({ quotas: known })
    await expect(provider.consume('mails', { amount: 1.5 }, providerCall())).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      retryable: false,
    })
    await provider.close?.()
  })

  it('take clients as they are', () => {
    const drift = (redis: Redis, pool: pg.Pool): [RedisStoreLike, PostgresPoolLike] => [redis, pool]
    expect(drift).toBeTypeOf('function')
  })
})
