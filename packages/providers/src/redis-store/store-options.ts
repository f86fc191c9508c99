import { StoreError } from '@triggerkit/core/adapter'
import { problemsOf, type RedisConnectionOptions } from '../redis/redis-options.ts'
import type { StoreRedisLike } from './store-redis-like.ts'

/** Where Redis is: `url`, or a `client` of your own. */
export interface RedisStoreOptions extends Omit<RedisConnectionOptions, 'client' | 'maxValueBytes'> {
  /**
   * A `Redis` or a `Cluster` of ioredis. It stays yours: `close` leaves it open, and how long a call waits for a server that is down is told by its own
   * `maxRetriesPerRequest` and `retryStrategy`. What listens for changes is a duplicate of it.
   */
  client?: StoreRedisLike
  /** What all keys and channels begin with. Default `triggerkit:`. */
  prefix?: string
}

export const defaultPrefix = 'triggerkit:'

/** @throws StoreError of code `STORE_OPTIONS` that tells everything that is wrong with the options. */
export function assertStoreOptions(options: RedisStoreOptions): void {
  const { client, prefix } = options
  const problems = problemsOf(options)
  if (client !== undefined && typeof client?.pipeline === 'function' && typeof client.duplicate !== 'function')
    problems.push('`client` cannot be duplicated, which the store needs to hear of changes')
  if (prefix !== undefined && typeof prefix !== 'string') problems.push('`prefix` has to be a text')
  // The first braces of a key decide where it lies in a cluster; empty ones would part the keys of one scope.
  else if (prefix?.includes('{}')) problems.push('`prefix` must not contain {}')
  if (problems.length === 0) return
  throw new StoreError({
    code: 'STORE_OPTIONS',
    message: `redisStore() cannot be made of its options: ${problems.join('; ')}.`,
  })
}
