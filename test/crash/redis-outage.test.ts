import { createDatabase, type TestDatabase } from '@triggerkit/conformance/service'
import { sqlOutbox } from '@triggerkit/sql'
import { afterAll, describe } from 'vitest'
import { openPostgres } from './fixture/open-postgres.ts'
import { hasRedisServer, type RedisServer, startRedis } from './fixture/redis-server.ts'
import { runOutageSuite } from './fixture/run-outage-suite.ts'

let database: TestDatabase | undefined
let redis: RedisServer | undefined
afterAll(async () => {
  await redis?.kill()
  await database?.drop()
})

describe.skipIf(!hasRedisServer())('R43', () => {
  runOutageSuite({
    engine: 'Redis is killed and comes back empty',
    place: async () => {
      database = await createDatabase('postgres', 'crash')
      redis = await startRedis()
      return { url: database.url, redisPort: redis.port }
    },
    openSide: openPostgres,
    outbox: () => sqlOutbox(),
    victim: {
      entry: new URL('fixture/bullmq-victim.ts', import.meta.url),
      home: new URL('../', import.meta.url),
    },
    outages: { begin: () => redis!.kill(), end: () => redis!.start(), lastMs: [0, 6_000, 500] },
  })
})
