import { randomBytes } from 'node:crypto'
import { createDatabase, findService, serviceUrl } from '@triggerkit/conformance/service'
import type { LimiterStore } from '@triggerkit/providers/rate-limiter'
import { Redis } from 'ioredis'
import pg from 'pg'

/** A store for tests; another opening of it is what another process sees of it. */
export interface TestStore {
  name: string
  /** Whether the openings share what is counted. */
  isShared: boolean
  prefix: string
  /** A client of its own, closed by `close`. */
  open(): LimiterStore
  close(): Promise<void>
}

const redis = await findService('redis')

export const storeNames: readonly string[] = redis.reachable ? ['memory', 'redis', 'postgres'] : ['memory', 'postgres']

export async function testStore(name: string): Promise<TestStore> {
  const prefix = `test-${randomBytes(6).toString('hex')}`
  if (name === 'redis') return redisStore(prefix)
  if (name === 'postgres') return postgresStore(prefix)
  return { name, isShared: false, prefix, open: () => 'memory', close: async () => undefined }
}

function redisStore(prefix: string): TestStore {
  const clients: Redis[] = []
  const open = (): LimiterStore => {
    const client = new Redis(serviceUrl('redis'), { maxRetriesPerRequest: 1 })
    clients.push(client)
    return { redis: client }
  }
  const close = async (): Promise<void> => {
    const cleaner = new Redis(serviceUrl('redis'))
    const keys = await cleaner.keys(`${prefix}:*`)
    if (keys.length > 0) await cleaner.del(keys)
    await Promise.all([cleaner, ...clients].map((client) => client.quit()))
  }
  return { name: 'redis', isShared: true, prefix, open, close }
}

async function postgresStore(prefix: string): Promise<TestStore> {
  const database = await createDatabase('postgres', 'limits')
  const pools: pg.Pool[] = []
  const open = (): LimiterStore => {
    const pool = new pg.Pool({ connectionString: database.url, max: 8 })
    pool.on('error', () => undefined)
    pools.push(pool)
    return { postgres: pool }
  }
  const close = async (): Promise<void> => {
    await Promise.all(pools.map((pool) => pool.end()))
    await database.drop()
  }
  return { name: 'postgres', isShared: true, prefix, open, close }
}
