import { reachable, serviceUrl } from '@triggerkit/conformance/service'
import { ProviderError } from '@triggerkit/core'
import { matchesGlob } from '@triggerkit/core/adapter'
import { type RedisLike, redis, redisPubSub, redisStreams } from '@triggerkit/providers/redis'
import { type Cluster, Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { providerCall } from './fixture/provider-call.ts'
import { openSpace, type RedisSpace } from './redis/redis-space.ts'

describe.skipIf(!(await reachable('redis')))('redis()', () => {
  let space: RedisSpace
  beforeAll(() => {
    space = openSpace()
  })
  afterAll(() => space.clear())

  it('keeps values as JSON until their time is up, and without one for good', async () => {
    const { client, prefix } = space
    const cache = redis({ url: serviceUrl('redis'), keyPrefix: prefix })
    const call = providerCall()
    const value = { at: new Date(0), big: 10n, texts: ['ü', null, true], 'a b': { c: 1.5 } }
    expect(await cache.set('value', value, { ttlSeconds: 90.5004 }, call)).toBe(true)
    expect(await client.get(`${prefix}value`)).toBe(
      '{"at":"1970-01-01T00:00:00.000Z","big":"10","texts":["ü",null,true],"a b":{"c":1.5}}',
    )
    expect(await client.pttl(`${prefix}value`)).toBeGreaterThan(90_000)
    expect(await client.pttl(`${prefix}value`)).toBeLessThanOrEqual(90_500)
    await cache.set('value', 'text', {}, call)
    expect(await client.pttl(`${prefix}value`)).toBe(-1)
    expect(await cache.get('value', call)).toBe('text')
    await cache.set('value', 0, { ttlSeconds: 1e300 }, call)
    expect(await cache.get('value', call)).toBe(0)
    await cache.set('short', 1, { ttlSeconds: 0.0001 }, call)
    await expect.poll(() => cache.get('short', call)).toBeUndefined()
    expect(await cache.delete('value', call)).toBe(1)
    expect(await cache.delete('value', call)).toBe(0)
    expect(await cache.get('value', call)).toBeUndefined()
    await client.set(`${prefix}foreign`, 'no {json')
    expect(await cache.get('foreign', call)).toBe('no {json')
    await cache.close!()
  })

  it.each(['line\r\nDEL x', 'null\0byte', '*2\r\n$3\r\nGET', '😀 ü', 'x'.repeat(100_000), '"', '\\'])(
    'takes any text as key and value: %#',
    async (text) => {
      const cache = redis({ client: space.client, keyPrefix: space.prefix })
      await cache.set(text, text, {}, providerCall())
      expect(await space.client.get(space.prefix + text)).toBe(JSON.stringify(text))
      expect(await cache.get(text, providerCall())).toBe(text)
      expect(await cache.delete(text, providerCall())).toBe(1)
    },
  )

  it('carries large values among small ones', async () => {
    const cache = redis({ client: space.client, keyPrefix: `${space.prefix}large:` })
    const texts = [9_000_000, 5, 3_000_000, 1, 2].map((length) => 'x'.repeat(length))
    await Promise.all(texts.map((text, index) => cache.set(`${index}`, text, {}, providerCall())))
    const read = await Promise.all(texts.map((_, index) => cache.get(`${index}`, providerCall())))
    expect(read.map((text) => (text as string).length)).toEqual(texts.map(({ length }) => length))
    expect(await cache.invalidate('*', providerCall())).toBe(5)
  })

  it('deletes what a glob means, and nothing else', async () => {
    const { client, prefix } = space
    const within = `${prefix}a*[b]?\\:`
    const cache = redis({ client, keyPrefix: within })
    const keys = [
      '',
      'a',
      'b',
      'ab',
      'a*',
      'a?b',
      'aüb',
      'a😀b',
      '[ab]',
      '[ab',
      'a\\b',
      'a\nb',
      'user:1',
      'user:2:x',
      '^a',
      '{a,b}',
    ]
    const globs = [
      '*',
      'a',
      'a*',
      'a?b',
      'a??b',
      '?',
      'a\\*',
      'a\\?b',
      '[ab]',
      '\\[ab\\]',
      '[ab',
      'user:*',
      '*:*:*',
      '^a',
      '{a,b}',
      'a\\\\b',
      'end\\',
    ]
    for (const glob of globs) {
      await client.mset(keys.flatMap((key) => [within + key, '1', `${prefix}outside:${key}`, '1']))
      const expected = keys.filter((key) => matchesGlob(key, glob))
      expect(await cache.invalidate(glob, providerCall()), glob).toBe(expected.length)
      const left = (await space.keys()).filter((key) => key.startsWith(within)).map((key) => key.slice(within.length))
      expect(left, glob).toEqual(keys.filter((key) => !matchesGlob(key, glob)).sort())
    }
    expect((await space.keys()).filter((key) => key.includes('outside:'))).toHaveLength(keys.length)
  })

  it("knows the prefix of a client of the user's own", async () => {
    const client = new Redis(serviceUrl('redis'), { keyPrefix: `${space.prefix}own?:` })
    const cache = redis({ client, keyPrefix: 'inner:' })
    await cache.set('a', 1, {}, providerCall())
    await cache.set('b', 1, {}, providerCall())
    await space.client.set(`${space.prefix}ownX:inner:a`, '1')
    expect(await space.client.get(`${space.prefix}own?:inner:a`)).toBe('1')
    expect(await cache.invalidate('a*', providerCall())).toBe(1)
    expect(await space.client.exists(`${space.prefix}own?:inner:b`, `${space.prefix}ownX:inner:a`)).toBe(2)
    await client.quit()
  })

  it('deletes many in steps, and stops between two of them', async () => {
    const { client, prefix } = space
    const cache = redis({ client, keyPrefix: `${prefix}many:` })
    const fill = async (): Promise<void> => {
      const keys = Array.from({ length: 20_000 }, (_, index) => `${prefix}many:${index}`)
      for (let start = 0; start < keys.length; start += 5_000)
        await client.mset(keys.slice(start, start + 5_000).flatMap((key) => [key, '1']))
    }
    await fill()
    const before = space.pipelines()
    expect(await cache.invalidate('*', providerCall())).toBe(20_000)
    expect(space.pipelines() - before).toBeGreaterThan(30)
    await fill()
    const stop = new AbortController()
    const pipeline = client.pipeline
    let unlinked = 0
    client.pipeline = (commands) => {
      if (commands?.[0]?.[0] === 'unlink' && ++unlinked === 3) stop.abort(new Error('time is up'))
      return pipeline(commands)
    }
    await expect(cache.invalidate('*', providerCall({ signal: stop.signal }))).rejects.toThrow('time is up')
    client.pipeline = pipeline
    await client.ping()
    expect(unlinked).toBe(3)
    expect(await cache.invalidate('*', providerCall())).toBeGreaterThan(10_000)
  })

  it('makes one pipeline of what is asked at once', async () => {
    const cache = redis({ client: space.client, keyPrefix: space.prefix })
    await cache.set('list', 1, {}, providerCall())
    await space.client.lpush(`${space.prefix}a list`, 'item')
    const before = space.pipelines()
    const calls = Array.from({ length: 998 }, (_, index) => cache.set(`${index}`, index, {}, providerCall()))
    const odd = cache.get('a list', providerCall()).catch((error: unknown) => error)
    const last = cache.get('list', providerCall())
    expect(await Promise.all(calls)).toHaveLength(998)
    expect(await odd).toMatchObject({ code: 'REDIS_WRONGTYPE', retryable: false, provider: 'redis' })
    expect(await last).toBe(1)
    expect(space.pipelines() - before).toBe(1)
  })

  it('starts nothing for a call that is aborted already', async () => {
    const cache = redis({ client: space.client, keyPrefix: space.prefix })
    const before = space.pipelines()
    const call = providerCall({ signal: AbortSignal.abort(new Error('too late')) })
    await expect(cache.set('aborted', 1, {}, call)).rejects.toThrow('too late')
    await expect(cache.invalidate('*', call)).rejects.toThrow('too late')
    expect(space.pipelines()).toBe(before)
  })

  it('lets a call end that is under way when it is closed', async () => {
    const cache = redis({ url: serviceUrl('redis'), keyPrefix: space.prefix })
    await cache.get('x', providerCall())
    const call = cache.set('closing', 'x'.repeat(1_000_000), {}, providerCall())
    await new Promise(setImmediate)
    await cache.close!()
    expect(await call).toBe(true)
    await expect(cache.get('x', providerCall())).rejects.toMatchObject({ name: 'ProviderError' })
  })
})

describe('the options of Redis', () => {
  it('are refused with everything that is wrong', () => {
    const wrong = { keyPrefix: 7 as never, connectTimeoutMs: -1, maxValueBytes: 1.5 }
    expect(() => redis({ url: 'http://localhost', ...wrong })).toThrow(
      /^redis cannot be made of its options: `url` has to be an address like .*; `connectTimeoutMs` .*; `maxValueBytes` .*; `keyPrefix`/,
    )
    expect(() => redis({})).toThrow('it needs a `url` or a `client`')
    expect(() => redis({ url: 'redis://a:%zz@h' })).toThrow('have to be percent-encoded')
    expect(() => redis({ client: {} as never, url: 'redis://h' })).toThrow(
      '`client` has a connection already, so that url say nothing; `client` is no client of the package ioredis',
    )
    expect(() => redisStreams({ url: 'redis://h', maxLength: 0 })).toThrow('`maxLength`')
    const thrown = (() => {
      try {
        return redisPubSub({ url: 'no address of 4711', cloudEvents: {} as never })
      } catch (error) {
        return error
      }
    })()
    expect(ProviderError.isInstance(thrown)).toBe(true)
    expect(thrown).toMatchObject({ code: 'PROVIDER_OPTIONS', retryable: false, provider: 'redis-pub-sub' })
    expect((thrown as Error).message).toMatch(/`cloudEvents` needs a `source`/)
  })

  it("take ioredis' clients as they are", () => {
    const drift = (client: Redis | Cluster): RedisLike => client
    expect(drift).toBeTypeOf('function')
  })
})
