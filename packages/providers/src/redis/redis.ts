import type { CacheProvider } from '@triggerkit/core'
import { toJson } from '../message/encode-message.ts'
import { deleteMatching } from './delete-matching.ts'
import { pipelineLength, RedisConnection } from './redis-connection.ts'
import type { RedisCommand } from './redis-like.ts'
import type { RedisOptions } from './redis-options.ts'

/**
 * Keeps values in Redis, by ioredis (install it beside this package), as JSON. Calls of one turn of the event loop are one pipeline. Results:
 * `set` true, `delete` and `invalidate` how many entries there were, `get` the value; one that is no JSON, since others wrote it, is its text.
 *
 * ```ts
 * createTriggers({ providers: { 'redis-cache': redis({ url: 'redis://localhost:6379', keyPrefix: 'shop:' }) } })
 * ```
 *
 * @throws ProviderError of code `PROVIDER_OPTIONS` that tells everything that is wrong with the options.
 */
export function redis(options: RedisOptions): CacheProvider {
  const connection = new RedisConnection('redis', 'redis()', options)
  const { keyPrefix = '' } = options
  return {
    family: 'cache',
    name: 'redis',
    concurrency: pipelineLength,
    async get(key, call) {
      return toValue(await connection.send(['get', keyPrefix + key], call, 'get the entry'))
    },
    async set(key, value, { ttlSeconds }, call) {
      const text = toJson(value)
      connection.assertFits(Buffer.byteLength(text), call, 'set the entry')
      const command: RedisCommand = ['set', keyPrefix + key, text]
      await connection.send(
        ttlSeconds === undefined ? command : [...command, 'PX', toMs(ttlSeconds)],
        call,
        'set the entry',
      )
      return true
    },
    async delete(key, call) {
      return connection.send(['unlink', keyPrefix + key], call, 'delete the entry')
    },
    async invalidate(pattern, call) {
      return connection.use(call, 'delete the entries', (client) =>
        deleteMatching(client, keyPrefix, pattern, call.signal),
      )
    },
    health: ({ signal }) => connection.health(signal),
    close: () => connection.close(),
  }
}

function toValue(reply: unknown): unknown {
  if (typeof reply !== 'string') return undefined
  try {
    return JSON.parse(reply) as unknown
  } catch {
    return reply
  }
}

/** At least one, and no more than Redis can count. */
function toMs(seconds: number): number {
  return Math.min(Math.max(1, Math.round(seconds * 1000)), Number.MAX_SAFE_INTEGER)
}
