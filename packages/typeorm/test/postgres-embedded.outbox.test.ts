import { databaseServers } from '@triggerkit/conformance/service'
import { describe } from 'vitest'
import { runOutboxOn } from './fixture/run-outbox.ts'

// Where no other PostgreSQL answers, the embedded one is what `postgres.outbox.test.ts` runs on.
const [, embedded] = await databaseServers('postgres')

describe.skipIf(!embedded)('postgres-embedded', () => {
  if (embedded) runOutboxOn(embedded)
})
