import { randomBytes } from 'node:crypto'
import { reachable, serviceUrl } from '@triggerkit/conformance/service'
import { type CacheProvider, createTriggers, ProviderError, Trigger } from '@triggerkit/core'
import { defineTable, MemoryDatabase } from '@triggerkit/core/testing'
import { redis } from '@triggerkit/providers/redis'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSpace, type RedisSpace } from './redis/redis-space.ts'

const rows = 10_000
const refused = 4_711

describe.skipIf(!(await reachable('redis')))('one write of 10,000 rows', () => {
  const user = `triggerkit-${randomBytes(6).toString('hex')}`
  let space: RedisSpace
  let client: Redis
  let pipelines = 0

  beforeAll(async () => {
    space = openSpace()
    await space.client.acl('SETUSER', user, 'on', '>secret', `~${space.prefix}*`, '+@all')
    client = new Redis(serviceUrl('redis'), { username: user, password: 'secret' })
    const pipeline = client.pipeline.bind(client)
    client.pipeline = (commands) => {
      pipelines++
      return pipeline(commands)
    }
  })
  afterAll(async () => {
    await client.quit()
    await space.client.acl('DELUSER', user)
    await space.clear()
  })

  it('reaches Redis in few pipelines, and each row has its own result and its own error', {
    timeout: 60_000,
  }, async () => {
    const failed: { id: unknown; error: unknown }[] = []
    const results: unknown[] = []
    const triggers = createTriggers({
      providers: { cache: noted(redis({ client }), results) },
      onError: (error, context) => failed.push({ id: context?.record.id, error }),
    })
    triggers.register('orders', {
      name: 'keep',
      events: ['afterInsert'],
      actions: [Trigger.cache.set('cache', '{{record.key}}', { id: '{{record.id}}' }, 600)],
    })
    const table = defineTable('orders', { id: 'integer', key: 'string' })
    const database = new MemoryDatabase({ tables: [table] }).connect(triggers)
    const keyOf = (id: number): string => (id === refused ? `not-ours:${space.prefix}` : `${space.prefix}${id}`)
    const given = Array.from({ length: rows }, (_, index) => ({ id: index + 1, key: keyOf(index + 1) }))
    await database.create('orders', given)
    await triggers.close()

    expect(results).toEqual(Array.from({ length: rows - 1 }, () => true))
    expect(failed).toMatchObject([{ id: refused }])
    const { cause } = failed[0]!.error as { cause: unknown }
    expect(ProviderError.isInstance(cause)).toBe(true)
    expect(cause).toMatchObject({ code: 'REDIS_NOPERM', retryable: false })
    expect(await space.keys()).toHaveLength(rows - 1)
    expect(await space.client.get(`${space.prefix}10000`)).toBe('{"id":10000}')
    expect(pipelines).toBeLessThanOrEqual(20)
    expect(pipelines).toBeGreaterThanOrEqual(rows / 1_000)
  })
})

/** The same, with what `set` comes to kept. */
function noted(inner: CacheProvider, results: unknown[]): CacheProvider {
  return {
    ...inner,
    async set(...given) {
      const result = await inner.set(...given)
      results.push(result)
      return result
    },
  }
}
