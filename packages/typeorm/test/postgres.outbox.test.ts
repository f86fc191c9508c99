import { runOutboxSuite } from '@triggerkit/conformance'
import { databaseServer } from '@triggerkit/conformance/service'
import { serverDatabase } from './fixture/fixture-database.ts'
import { outboxHarness } from './fixture/outbox-harness.ts'

const server = await databaseServer('postgres')

runOutboxSuite(
  outboxHarness({
    name: `sql postgres, TypeORM 1.x`,
    type: 'postgres',
    create: () => serverDatabase(server, 'outbox'),
  }),
)
