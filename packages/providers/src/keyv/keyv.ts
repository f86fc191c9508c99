import type { CacheProvider, ProviderCall } from '@triggerkit/core'
import { ProviderFailures } from '../failure/provider-failures.ts'
import { untilAborted } from '../failure/until-aborted.ts'
import { toJson } from '../message/encode-message.ts'
import { deleteMatching, problemOfIterator } from './delete-matching.ts'
import { KeyvErrors } from './keyv-errors.ts'
import type { KeyvLike } from './keyv-like.ts'
import { type KeyvCacheOptions, problemsOf } from './keyv-options.ts'

/**
 * Keeps values in whatever a Keyv of yours keeps them in. Results: `set` true, `delete` and `invalidate` how many entries there were, `get` the
 * value. For Redis itself `redis()` is quicker: it sends pipelines.
 *
 * ```ts
 * createTriggers({ providers: { cache: keyv({ keyv: new Keyv(new KeyvSqlite('sqlite://cache.sqlite')) }) } })
 * ```
 *
 * @throws ProviderError of code `PROVIDER_OPTIONS` where `keyv` is no Keyv.
 */
export function keyv(options: KeyvCacheOptions): CacheProvider {
  const failures = new ProviderFailures('keyv')
  const problems = problemsOf(options)
  if (problems.length > 0) throw failures.final(undefined, `cannot be made of its options: ${problems.join('; ')}.`)
  const { keyv: cache } = options
  const errors = new KeyvErrors(cache)
  const during = async <T>(
    call: Pick<ProviderCall, 'signal' | 'tag'>,
    doing: string,
    work: () => Promise<T>,
  ): Promise<T> => {
    try {
      return await untilAborted(call.signal, () => errors.during(work))
    } catch (error) {
      if (call.signal.aborted) throw call.signal.reason
      throw failures.of(error, call, { doing })
    }
  }
  return {
    family: 'cache',
    name: 'keyv',
    get: (key, call) => during(call, 'get the entry', () => read(cache, key)),
    async set(key, value, { ttlSeconds }, call) {
      const ttlMs = ttlSeconds === undefined ? undefined : Math.max(1, Math.round(ttlSeconds * 1000))
      return during(call, 'set the entry', async () => {
        if ((await cache.set(key, JSON.parse(toJson(value)), ttlMs)) === false)
          throw new Error('its store did not take it')
        return true
      })
    },
    delete: (key, call) => during(call, 'delete the entry', async () => ((await cache.delete(key)) === true ? 1 : 0)),
    async invalidate(pattern, call) {
      const problem = problemOfIterator(cache)
      if (problem !== undefined)
        throw failures.final(call, `could not delete the entries: ${problem}.`, 'INVALIDATE_UNSUPPORTED')
      return during(call, 'delete the entries', () => deleteMatching(cache, pattern, call.signal))
    },
    health: ({ signal }) => during({ signal }, 'reach its store', () => read(cache, 'triggerkit:health')),
    /** The Keyv is not ours to close. */
    close: () => undefined,
  }
}

async function read(cache: KeyvLike, key: string): Promise<unknown> {
  const entry = await cache.getRaw(key)
  return entry?.value
}
