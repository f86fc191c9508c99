export { redisStore } from './redis-store.ts'
export type { RedisStoreOptions } from './store-options.ts'
export type { StoreRedisLike, StoreRedisSubscriberLike } from './store-redis-like.ts'
