export type { CloudEventOptions } from '../message/cloud-event.ts'
export { redis } from './redis.ts'
export type { RedisLike, RedisPipelineLike } from './redis-like.ts'
export type {
  RedisConnectionOptions,
  RedisOptions,
  RedisPubSubOptions,
  RedisStreamsOptions,
} from './redis-options.ts'
export { redisPubSub } from './redis-pub-sub.ts'
export { redisStreams } from './redis-streams.ts'
