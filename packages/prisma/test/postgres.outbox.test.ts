import { runOutboxSuite } from '@triggerkit/conformance'
import { databaseServer } from '@triggerkit/conformance/service'
import { describe } from 'vitest'
import { serverDatabase } from './fixture/fixture-database.ts'
import { outboxHarness } from './fixture/outbox-harness.ts'

const server = await databaseServer('postgres')

describe.skipIf(!server.reachable)(server.name, () =>
  runOutboxSuite(outboxHarness('postgres', () => serverDatabase(server, 'outbox'))),
)
