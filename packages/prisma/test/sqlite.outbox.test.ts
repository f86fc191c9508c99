import { runOutboxSuite } from '@triggerkit/conformance'
import { memoryDatabase } from './fixture/fixture-database.ts'
import { outboxHarness } from './fixture/outbox-harness.ts'

runOutboxSuite(outboxHarness('sqlite', memoryDatabase))
