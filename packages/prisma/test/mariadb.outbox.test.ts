import { runOutboxSuite } from '@triggerkit/conformance'
import { databaseServer } from '@triggerkit/conformance/service'
import { describe } from 'vitest'
import { serverDatabase } from './fixture/fixture-database.ts'
import { outboxHarness } from './fixture/outbox-harness.ts'

const server = await databaseServer('mariadb')

describe.skipIf(!server.reachable)(server.name, () =>
  runOutboxSuite(outboxHarness('mariadb', () => serverDatabase(server, 'outbox'))),
)
