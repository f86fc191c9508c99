import { createDatabase, databaseServer, type TestDatabase } from '@triggerkit/conformance/service'
import { sqlOutbox } from '@triggerkit/sql'
import { afterAll, describe } from 'vitest'
import { openMariadb } from './fixture/open-mariadb.ts'
import { runCrashSuite } from './fixture/run-crash-suite.ts'

const server = await databaseServer('mariadb')
let database: TestDatabase | undefined
afterAll(() => database?.drop())

describe.skipIf(!server.reachable)(`MariaDB ${server.version}`, () => {
  runCrashSuite({
    engine: 'TypeORM MariaDB',
    place: async () => {
      database = await createDatabase(server, 'crash')
      return database
    },
    openSide: openMariadb,
    outbox: () => sqlOutbox(),
    victim: {
      entry: new URL('fixture/mariadb-victim.ts', import.meta.url),
      home: new URL('../', import.meta.url),
    },
    seats: 2,
  })
})
