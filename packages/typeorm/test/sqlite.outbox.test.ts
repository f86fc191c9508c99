import { runOutboxSuite } from '@triggerkit/conformance'
import { memoryDatabase } from './fixture/fixture-database.ts'
import { outboxHarness } from './fixture/outbox-harness.ts'

runOutboxSuite(outboxHarness({ name: 'sql sqlite, TypeORM 1.x', type: 'better-sqlite3', create: memoryDatabase }))
