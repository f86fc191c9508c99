import { createDatabase, type TestDatabase } from '@triggerkit/conformance/service'
import { sqlOutbox } from '@triggerkit/sql'
import { afterAll } from 'vitest'
import { runCrashSuite } from '../fixture/run-crash-suite.ts'
import { openPrisma } from './open-prisma.ts'

let database: TestDatabase | undefined
afterAll(() => database?.drop())

runCrashSuite({
  engine: 'Prisma PostgreSQL',
  place: async () => {
    database = await createDatabase('postgres', 'crash')
    return database
  },
  openSide: openPrisma,
  outbox: () => sqlOutbox(),
  victim: {
    entry: new URL('postgres-victim.ts', import.meta.url),
    home: new URL('../../prisma-7/', import.meta.url),
  },
  seats: 2,
})
