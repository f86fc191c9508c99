import type { BrokerProvider } from '@triggerkit/core'
import { pipelineLength, RedisConnection } from './redis-connection.ts'
import { toRedisMessage } from './redis-message.ts'
import type { RedisPubSubOptions } from './redis-options.ts'

/**
 * Publishes messages to those who listen to a channel of Redis at this moment (`PUBLISH`), by ioredis (install it beside this package). Nobody
 * else ever gets them: where nobody listens, the message is lost and the action is done all the same. For messages that have to arrive there is
 * `redisStreams()`. Result: `{ receivers }`, on a cluster those of one node alone. A message has neither headers nor a key here.
 *
 * ```ts
 * createTriggers({ providers: { live: redisPubSub({ url: 'redis://localhost:6379', cloudEvents: { source: '/shop' } }) } })
 * ```
 *
 * @throws ProviderError of code `PROVIDER_OPTIONS` that tells everything that is wrong with the options.
 */
export function redisPubSub(options: RedisPubSubOptions): BrokerProvider {
  const connection = new RedisConnection('redis-pub-sub', 'redisPubSub()', options)
  return {
    family: 'broker',
    name: 'redis-pub-sub',
    concurrency: pipelineLength,
    async publish(topic, message, _options, call) {
      const { body } = toRedisMessage(message, options.cloudEvents, call)
      connection.assertFits(body.length, call, 'publish the message')
      return { receivers: await connection.send(['publish', topic, body], call, 'publish the message') }
    },
    health: ({ signal }) => connection.health(signal),
    close: () => connection.close(),
  }
}
