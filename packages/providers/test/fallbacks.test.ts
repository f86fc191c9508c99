import type { ProviderError } from '@triggerkit/core'
import { type FallbackAlternative, fallbacks, type LimiterStore } from '@triggerkit/providers/rate-limiter'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { providerCall } from './fixture/provider-call.ts'
import { type BrokenStores, brokenStores } from './rate-limiter/broken-stores.ts'
import { storeNames, type TestStore, testStore } from './rate-limiter/stores.ts'

const cooldown = { failures: 2, durationSeconds: 600 }
const works: FallbackAlternative = { name: 'works', run: (input) => ({ got: input }) }
const fails = (name: string, fields: object = {}): FallbackAlternative & { tried: number } => ({
  name,
  tried: 0,
  run() {
    this.tried++
    throw Object.assign(new Error(`${name} is down`), fields)
  },
})

describe.each(storeNames)('cooldowns in %s', (name) => {
  let store: TestStore
  beforeAll(async () => {
    store = await testStore(name)
  })
  afterAll(() => store.close())

  it('pass an alternative over once it has failed so often, in every process', async () => {
    const broken = { ...fails('broken', { retryAfterMs: 5 }), cooldown }
    const options = { chains: { pay: [broken, works] }, prefix: store.prefix }
    const first = fallbacks({ ...options, store: store.open() })
    for (let times = 0; times < 4; times++)
      expect(await first.execute('pay', 7, providerCall())).toEqual({ name: 'works', result: { got: 7 } })
    expect(broken.tried).toBe(2)
    const second = store.isShared ? fallbacks({ ...options, store: store.open() }) : first
    await second.execute('pay', 7, providerCall())
    expect(broken.tried).toBe(2)
    await first.close?.()
    await second.close?.()
  })

  it('say when the next one may run, and count no error about the input', async () => {
    const broken = { ...fails('broken'), cooldown: { failures: 1, durationSeconds: 600 } }
    const picky = { ...fails('picky', { retryable: false }), cooldown: { failures: 1, durationSeconds: 600 } }
    const provider = fallbacks({ chains: { all: [broken, picky] }, prefix: store.prefix, store: store.open() })
    await expect(provider.execute('all', 1, providerCall())).rejects.toMatchObject({ retryable: true })
    const error: unknown = await provider.execute('all', 1, providerCall({ tag: 'all' })).catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'FALLBACK_FAILED', retryable: true, provider: 'fallbacks "all"' })
    expect((error as ProviderError).retryAfterMs).toBeGreaterThan(590_000)
    expect((error as Error).message).toMatch(/broken: passed over for another \d+ s, .*; picky: picky is down\./)
    expect([broken.tried, picky.tried]).toEqual([1, 2])
    await provider.close?.()
  })
})

describe('fallbacks()', () => {
  it('give up an alternative that takes too long, and are ended by the signal', async () => {
    const hangs: FallbackAlternative = { name: 'hangs', run: () => new Promise(() => undefined), timeoutMs: 40 }
    const provider = fallbacks({
      chains: { slow: [hangs, works], only: [hangs], deaf: [{ ...hangs, timeoutMs: 9_000 }] },
    })
    expect(await provider.execute('slow', 1, providerCall())).toEqual({ name: 'works', result: { got: 1 } })
    await expect(provider.execute('only', 1, providerCall())).rejects.toThrow('hangs: it took longer than 40 ms')
    const controller = new AbortController()
    const running = provider.execute('deaf', 1, providerCall({ signal: controller.signal }))
    controller.abort(new Error('over'))
    await expect(running).rejects.toThrow('over')
    await expect(provider.execute('slow', 1, providerCall({ signal: controller.signal }))).rejects.toThrow('over')
    await provider.close?.()
  })

  it('count the alternative that was running when the time of the action was up', async () => {
    const hangs = {
      name: 'hangs',
      run: () => new Promise(() => undefined),
      cooldown: { failures: 1, durationSeconds: 60 },
    }
    const provider = fallbacks({ chains: { pay: [hangs, works] } })
    const controller = new AbortController()
    const running = provider.execute('pay', 1, providerCall({ signal: controller.signal }))
    setImmediate(() => controller.abort(Object.assign(new Error('late'), { code: 'ACTION_TIMEOUT' })))
    await expect(running).rejects.toThrow('late')
    expect(await provider.execute('pay', 1, providerCall())).toMatchObject({ name: 'works' })
    await provider.close?.()
  })

  it('are final where every alternative was, and give each its call', async () => {
    const calls: unknown[] = []
    const final = fails('b', { retryable: false })
    const tells: FallbackAlternative = {
      name: 'a',
      run: (input, { idempotencyKey }) => {
        calls.push([input, idempotencyKey])
        return final.run(input, providerCall())
      },
    }
    const provider = fallbacks({ chains: { pay: [tells, final] } })
    const error: unknown = await provider.execute('x:pay', 'in', providerCall({ idempotencyKey: 'k' })).catch((e) => e)
    expect(error).toMatchObject({ retryable: false, code: 'FALLBACK_FAILED' })
    expect(calls).toEqual([['in', 'k']])
    await provider.close?.()
  })

  it('say all that is wrong with their options', () => {
    const chains = {
      'a b': [],
      pay: [{ name: '', run: 1 as never, timeoutMs: 0, cooldown: { failures: 0, durationSeconds: 0 } }],
    }
    expect(() => fallbacks({ chains })).toThrow(
      /`chains\.a b` has to be a list.*`chains\.pay\[0\]\.name`.*`chains\.pay\[0\]\.run`.*timeoutMs.*cooldown\.failures.*durationSeconds/,
    )
    expect(() => fallbacks({ chains: { pay: [works, works] } })).toThrow('names "works" twice')
  })
})

describe.skipIf(!storeNames.includes('redis'))('a store that does not answer', () => {
  let broken: BrokenStores
  beforeAll(async () => {
    broken = await brokenStores('redis')
  })
  afterAll(() => broken.close())

  it.each(['down', 'silent'] as const)('keeps nothing from running: %s', async (kind) => {
    const store: LimiterStore = broken[kind]()
    const provider = fallbacks({ chains: { pay: [{ ...fails('broken'), cooldown }, works] }, store })
    expect(await provider.execute('pay', 1, providerCall())).toMatchObject({ name: 'works' })
    await provider.close?.()
  })
})
