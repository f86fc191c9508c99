import { ProviderError } from '@triggerkit/core'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { memoryCache } from './memory-cache.ts'

const call = {
  signal: new AbortController().signal,
  idempotencyKey: 'key',
  trigger: 't',
  action: 'a',
  event: 'afterInsert' as const,
  table: 'orders',
  timestamp: '2026-01-02T03:04:05.000Z',
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('keeps a copy of each value until its time is up', async () => {
  const cache = memoryCache()
  const value = { at: new Date(0), list: [1, 'ü', null] }
  expect(await cache.set('a', value, { ttlSeconds: 1.5 }, call)).toBe(true)
  value.list.push('later')
  const read = await cache.get('a', call)
  expect(read).toEqual({ at: '1970-01-01T00:00:00.000Z', list: [1, 'ü', null] })
  expect(await cache.get('a', call)).not.toBe(read)
  vi.advanceTimersByTime(1_499)
  expect(await cache.get('a', call)).toBeDefined()
  vi.advanceTimersByTime(1)
  expect(await cache.get('a', call)).toBeUndefined()
  expect(await cache.delete('a', call)).toBe(0)
  await cache.set('a', 1, { ttlSeconds: 1 }, call)
  await cache.set('a', 0, {}, call)
  vi.advanceTimersByTime(1e12)
  expect(await cache.get('a', call)).toBe(0)
  expect(await cache.delete('a', call)).toBe(1)
})

it('lets go what was not used for the longest time', async () => {
  const cache = memoryCache({ maxEntries: 3 })
  for (const key of ['a', 'b', 'c']) await cache.set(key, key, {}, call)
  await cache.get('a', call)
  await cache.set('b', 'again', {}, call)
  await cache.set('d', 'd', {}, call)
  expect(await Promise.all(['a', 'b', 'c', 'd'].map((key) => cache.get(key, call)))).toEqual([
    'a',
    'again',
    undefined,
    'd',
  ])
})

it('deletes what a glob means, and counts what was there', async () => {
  const cache = memoryCache()
  for (const key of ['user:1', 'user:2', 'users', 'user:*', '__proto__', 'a?b']) await cache.set(key, 1, {}, call)
  await cache.set('user:3', 1, { ttlSeconds: 1 }, call)
  vi.advanceTimersByTime(1_000)
  expect(await cache.invalidate('user:\\*', call)).toBe(1)
  expect(await cache.invalidate('user:?', call)).toBe(2)
  expect(await cache.invalidate('a\\?*', call)).toBe(1)
  expect(await cache.get('__proto__', call)).toBe(1)
  expect(await cache.invalidate('*', call)).toBe(2)
})

it('does nothing for a call that is aborted', async () => {
  const cache = memoryCache()
  const aborted = { ...call, signal: AbortSignal.abort(new Error('too late')) }
  await expect(cache.set('a', 1, {}, aborted)).rejects.toThrow('too late')
  await expect(cache.invalidate('*', aborted)).rejects.toThrow('too late')
  expect(await cache.get('a', call)).toBeUndefined()
})

it.each([0, -1, 1.5, Number.NaN, '7' as never])('refuses %s entries', (maxEntries) => {
  const make = (): unknown => memoryCache({ maxEntries })
  expect(make).toThrow('memory cannot be made of its options: `maxEntries` has to be a whole number above 0.')
  expect(make).toThrow(expect.objectContaining({ code: 'PROVIDER_OPTIONS', name: ProviderError.kind }) as Error)
})
