import type { RedisLike } from '../redis/redis-like.ts'

/** What a client of ioredis has to offer to the store: a `Redis` or a `Cluster`. */
export interface StoreRedisLike extends RedisLike {
  /** Another client of the same server, with some options of its own: of a `Redis` the first argument, of a `Cluster` the second. */
  duplicate(...overrides: never[]): StoreRedisSubscriberLike
}

/** The client that hears of changes. */
export interface StoreRedisSubscriberLike {
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'message' | 'close', listener: () => void): unknown
  connect(): Promise<unknown>
  subscribe(channel: string): Promise<unknown>
  disconnect(): void
}
