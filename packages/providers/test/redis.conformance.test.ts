import { runProviderSuite } from '@triggerkit/conformance'
import { reachable } from '@triggerkit/conformance/service'
import { type ActionDefinition, Trigger } from '@triggerkit/core'
import { redis, redisPubSub, redisStreams } from '@triggerkit/providers/redis'
import { describe, expect } from 'vitest'
import { redisHarness } from './redis/redis-harness.ts'

const { cache, broker } = Trigger
const large = 'x'.repeat(2_000)
const publish = (topic: string, message: unknown): { action: ActionDefinition } => ({
  action: broker.publish(`events:${topic}`, message),
})
const hasRedis = await reachable('redis')

describe.skipIf(!hasRedis)('Redis', () => {
  runProviderSuite(
    redisHarness({
      name: 'redis() cache',
      family: 'cache',
      make: redis,
      commands: ['get', 'set', 'unlink', 'scan'],
      actions: (space) => [
        { action: cache.set('redis', `${space}{{record.id}}`, { total: 7 }, 60), result: true },
        { action: cache.get('redis', `${space}{{record.id}}`), result: { total: 7 } },
        { action: cache.delete('redis', `${space}{{record.id}}`), result: 1 },
        { action: cache.invalidate('redis', `${space}{{record.id}}*`), result: 0 },
      ],
      tooLarge: (space) => ({ action: cache.set('redis', `${space}large`, large) }),
      rejected: (space) => ({
        action: { action: cache.get('redis', `${space}list`) },
        message: /WRONGTYPE.*Something of another kind/,
        code: 'REDIS_WRONGTYPE',
      }),
    }),
  )
  runProviderSuite(
    redisHarness({
      name: 'redisStreams() broker',
      family: 'broker',
      make: redisStreams,
      commands: ['xadd'],
      actions: (space) => [
        {
          ...publish(`${space}stream`, { id: '{{record.id}}' }),
          result: { entryId: expect.stringMatching(/^\d+-\d+$/) },
        },
      ],
      tooLarge: (space) => publish(`${space}stream`, large),
      rejected: (space) => ({
        action: publish(`${space}list`, 'a message'),
        message: /WRONGTYPE.*Something of another kind/,
        code: 'REDIS_WRONGTYPE',
      }),
    }),
  )
  runProviderSuite(
    redisHarness({
      name: 'redisPubSub() broker',
      family: 'broker',
      make: redisPubSub,
      commands: ['publish'],
      actions: (space) => [{ ...publish(`${space}channel`, { id: '{{record.id}}' }), result: { receivers: 0 } }],
      tooLarge: (space) => publish(`${space}channel`, large),
      rejected: () => ({ none: 'Redis takes every message that it has room for' }),
    }),
  )
})
