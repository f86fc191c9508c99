import { createDatabase, type TestDatabase } from '@triggerkit/conformance/service'
import { sqlOutbox } from '@triggerkit/sql'
import { afterAll, describe } from 'vitest'
import { outboxPoints, relayPoints } from './fixture/kill-point.ts'
import { openPostgres } from './fixture/open-postgres.ts'
import { hasRedisServer, type RedisServer, startRedis } from './fixture/redis-server.ts'
import { runCrashSuite } from './fixture/run-crash-suite.ts'

let database: TestDatabase | undefined
let redis: RedisServer | undefined
afterAll(async () => {
  await redis?.kill()
  await database?.drop()
})

/** After so many kills Redis is killed too, and comes back empty: the outbox has all that it had (R43). */
const killsOfRedis = 15

describe.skipIf(!hasRedisServer())('R43', () => {
  runCrashSuite({
    engine: 'BullMQ PostgreSQL',
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
    seats: 2,
    points: [...outboxPoints, ...relayPoints],
    async disturb(kills) {
      if (kills % killsOfRedis !== 0) return
      await redis!.kill()
      await redis!.start()
    },
  })
})
