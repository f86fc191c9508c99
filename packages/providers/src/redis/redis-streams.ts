import type { BrokerProvider } from '@triggerkit/core'
import { pipelineLength, RedisConnection } from './redis-connection.ts'
import type { RedisCommand } from './redis-like.ts'
import { toRedisMessage } from './redis-message.ts'
import type { RedisStreamsOptions } from './redis-options.ts'

/**
 * Adds messages to streams of Redis (`XADD`), by ioredis (install it beside this package). An entry has the fields `id` (the idempotency key),
 * `data`, `contentType`, `key` where the action has one, and `header:<name>` for each header. Result: `{ entryId }`.
 *
 * At least once: `XADD` does not know a key that it has seen. Consumers tell a repetition by `id`.
 *
 * ```ts
 * createTriggers({ providers: { events: redisStreams({ url: 'redis://localhost:6379', maxLength: 100_000 }) } })
 * ```
 *
 * @throws ProviderError of code `PROVIDER_OPTIONS` that tells everything that is wrong with the options.
 */
export function redisStreams(options: RedisStreamsOptions): BrokerProvider {
  const connection = new RedisConnection('redis-streams', 'redisStreams()', options)
  const { maxLength, cloudEvents } = options
  const trim = maxLength === undefined ? [] : ['MAXLEN', '~', maxLength]
  return {
    family: 'broker',
    name: 'redis-streams',
    concurrency: pipelineLength,
    async publish(topic, message, { key, headers }, call) {
      const { body, contentType } = toRedisMessage(message, cloudEvents, call)
      connection.assertFits(body.length, call, 'add the message to the stream')
      const fields = ['id', call.idempotencyKey, 'data', body, 'contentType', contentType]
      if (key !== undefined) fields.push('key', key)
      for (const [name, value] of Object.entries(headers)) fields.push(`header:${name}`, value)
      const command: RedisCommand = ['xadd', topic, ...trim, '*', ...fields]
      return { entryId: await connection.send(command, call, 'add the message to the stream') }
    },
    health: ({ signal }) => connection.health(signal),
    close: () => connection.close(),
  }
}
