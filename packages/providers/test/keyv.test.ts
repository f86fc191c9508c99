import { randomBytes } from 'node:crypto'
import { reachable, serviceUrl } from '@triggerkit/conformance/service'
import { type KeyvLike, keyv } from '@triggerkit/providers/keyv'
import { Keyv } from 'keyv'
import { describe, expect, it, vi } from 'vitest'
import { providerCall } from './fixture/provider-call.ts'
import { RedisStore } from './keyv/redis-store.ts'

const hasRedis = await reachable('redis')
const call = providerCall()

/** A store that has what Keyv needs and no more. */
function bareStore(given: object = {}): object {
  const map = new Map<string, unknown>()
  return {
    get: async (key: string) => map.get(key),
    set: async (key: string, value: unknown) => void map.set(key, value),
    delete: async (key: string) => map.delete(key),
    clear: async () => map.clear(),
    ...given,
  }
}

describe('keyv()', () => {
  it('keeps values and their time', async () => {
    const own = new Keyv()
    const cache = keyv({ keyv: own })
    const value = { at: new Date(0), big: 10n, list: [1, null, ':base64:'] }
    expect(await cache.set('a', value, { ttlSeconds: 60.0004 }, call)).toBe(true)
    expect(await cache.get('a', call)).toEqual({
      at: '1970-01-01T00:00:00.000Z',
      big: '10',
      list: [1, null, ':base64:'],
    })
    expect(await own.get('a')).toEqual(await cache.get('a', call))
    await cache.set('a', value, { ttlSeconds: 0.0001 }, call)
    await expect.poll(() => cache.get('a', call)).toBeUndefined()
    await cache.set('a', 0, {}, call)
    expect(await cache.get('a', call)).toBe(0)
    expect(await cache.delete('a', call)).toBe(1)
    expect(await cache.delete('a', call)).toBe(0)
  })

  it("leaves the time of an entry without one to the Keyv's own", async () => {
    const cache = keyv({ keyv: new Keyv({ ttl: 20 }) })
    await cache.set('a', 1, {}, call)
    await cache.set('b', 1, { ttlSeconds: 60 }, call)
    await expect.poll(() => cache.get('a', call)).toBeUndefined()
    expect(await cache.get('b', call)).toBe(1)
  })

  it('deletes what a glob means in its own namespace', async () => {
    const store = new Map()
    const [shop, other] = [new Keyv({ store, namespace: 'shop' }), new Keyv({ store, namespace: 'workshop' })]
    const cache = keyv({ keyv: shop })
    for (const key of ['user:1', 'user:2:x', 'users', 'a[b]', '*']) {
      await cache.set(key, 1, {}, call)
      await other.set(key, 1)
    }
    expect(await cache.invalidate('user:*', call)).toBe(2)
    expect(await cache.invalidate('\\*', call)).toBe(1)
    expect(await cache.invalidate('a[b]', call)).toBe(1)
    expect(await cache.invalidate('a?b', call)).toBe(0)
    expect(await cache.get('users', call)).toBe(1)
    expect(await other.get('user:1')).toBe(1)
    expect(await cache.invalidate('*', call)).toBe(1)
    expect(store.size).toBe(5)
  })

  it('deletes many in rounds, and stops between two of them', async () => {
    const own = new Keyv()
    const cache = keyv({ keyv: own })
    for (let index = 0; index < 25_000; index++) await own.set(`many:${index}`, 1)
    const stop = new AbortController()
    const remove = vi.spyOn(own, 'delete').mockImplementationOnce(() => {
      stop.abort(new Error('time is up'))
      return Promise.resolve(true)
    })
    await expect(cache.invalidate('many:*', { ...call, signal: stop.signal })).rejects.toThrow('time is up')
    expect(remove.mock.calls.length).toBeLessThanOrEqual(100)
    remove.mockRestore()
    const done = remove.mock.calls.length
    expect(await cache.invalidate('many:*', call)).toBeGreaterThanOrEqual(24_900 - done)
    expect(await cache.invalidate('*', call)).toBe(0)
  })

  it('says where keys cannot be listed', async () => {
    const bare = keyv({ keyv: new Keyv({ store: bareStore() }) })
    await bare.set('a', 1, {}, call)
    expect(await bare.get('a', call)).toBe(1)
    await expect(bare.invalidate('*', { ...call, tag: 'main' })).rejects.toMatchObject({
      code: 'INVALIDATE_UNSUPPORTED',
      retryable: false,
      message: expect.stringMatching(
        /^keyv "main" could not delete the entries: its store has no way .* Use a store/,
      ) as unknown,
    })
    const nameless = keyv({ keyv: new Keyv({ namespace: undefined }) })
    await expect(nameless.invalidate('*', call)).rejects.toThrow('Give it a `namespace`')
  })

  it.each([
    ['throws', bareStore({ set: fail, get: fail, delete: fail }), {}],
    ['throws, and Keyv too', bareStore({ set: fail, get: fail, delete: fail }), { throwOnErrors: true }],
    ['throws, and Keyv says nothing', bareStore({ set: fail, get: fail }), { emitErrors: false }],
  ])('fails where its store does, which %s', async (_text, store, options) => {
    const own = new Keyv({ store, ...options })
    const cache = keyv({ keyv: own })
    const failure = { name: 'ProviderError', retryable: true, provider: 'keyv' }
    await expect(cache.set('a', 1, {}, call)).rejects.toMatchObject(failure)
    await expect(cache.get('a', call)).rejects.toMatchObject({
      ...failure,
      message: expect.stringMatching(/the disk is full/),
    })
    if (!('emitErrors' in options)) await expect(cache.delete('a', call)).rejects.toMatchObject(failure)
    await expect(cache.health!({ signal: call.signal })).rejects.toMatchObject(failure)
    expect(own.listeners('error')).toEqual([])
  })

  it.skipIf(!hasRedis)('deletes by a store of a database', async () => {
    const store = new RedisStore(serviceUrl('redis'))
    const own = new Keyv({ store, namespace: `triggerkit-${randomBytes(6).toString('hex')}` })
    const cache = keyv({ keyv: own })
    await Promise.all(
      Array.from({ length: 2_000 }, (_, index) => cache.set(`${index}`, index, { ttlSeconds: 60 }, providerCall())),
    )
    expect(await cache.invalidate('1*', call)).toBe(1_111)
    expect(await cache.get('2', call)).toBe(2)
    expect(await cache.invalidate('*', call)).toBe(889)
    await store.disconnect()
  })

  it('says what it needs, and takes Keyv as it is', () => {
    expect(() => keyv({} as never)).toThrow('keyv cannot be made of its options: it needs a `keyv`: new Keyv(…).')
    expect(() => keyv({ keyv: new Map() as never })).toThrow('`keyv` is no Keyv of version 5.5 or later')
    const drift: KeyvLike = new Keyv()
    expect(drift).toBeDefined()
  })
})

function fail(): Promise<never> {
  return Promise.reject(new Error('the disk is full'))
}
