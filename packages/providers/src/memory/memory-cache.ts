import type { CacheProvider, ProviderCall } from '@triggerkit/core'
import { matchesGlob } from '@triggerkit/core/adapter'
import { ProviderFailures } from '../failure/provider-failures.ts'
import { toJson } from '../message/encode-message.ts'
import { EntryStore } from './entry-store.ts'
import { type MemoryCacheOptions, problemsOf } from './memory-cache-options.ts'

/**
 * Keeps values in this process, as JSON: for tests, and for what each process may know on its own, since no other one sees it. Results: `set`
 * true, `delete` and `invalidate` how many entries there were, `get` a copy of the value.
 *
 * ```ts
 * createTriggers({ providers: { cache: memoryCache({ maxEntries: 1_000 }) } })
 * ```
 *
 * @throws ProviderError of code `PROVIDER_OPTIONS` where `maxEntries` is no number above 0.
 */
export function memoryCache(options: MemoryCacheOptions = {}): CacheProvider {
  const problems = problemsOf(options)
  const failures = new ProviderFailures('memory')
  if (problems.length > 0) throw failures.final(undefined, `cannot be made of its options: ${problems.join('; ')}.`)
  const entries = new EntryStore(options.maxEntries ?? 10_000)
  const unlessAborted = async <T>({ signal }: ProviderCall, work: () => T): Promise<T> => {
    signal.throwIfAborted()
    return work()
  }
  return {
    family: 'cache',
    name: 'memory',
    get: (key, call) =>
      unlessAborted(call, () => {
        const text = entries.get(key)
        return text === undefined ? undefined : (JSON.parse(text) as unknown)
      }),
    set: (key, value, { ttlSeconds }, call) =>
      unlessAborted(call, () => {
        entries.set(key, toJson(value), ttlSeconds)
        return true
      }),
    delete: (key, call) => unlessAborted(call, () => (entries.delete(key) ? 1 : 0)),
    invalidate: (pattern, call) =>
      unlessAborted(
        call,
        () => entries.keys().filter((key) => matchesGlob(key, pattern) && entries.delete(key)).length,
      ),
    health: async () => undefined,
    close: () => entries.clear(),
  }
}
