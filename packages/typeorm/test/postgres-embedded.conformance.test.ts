import { databaseServers } from '@triggerkit/conformance/service'
import { describe, expect, test } from 'vitest'
import { runConformanceOn, typeormMajor } from './fixture/run-conformance.ts'

// Where no other PostgreSQL answers, the embedded one is what `postgres.conformance.test.ts` runs on.
const [, embedded] = await databaseServers('postgres')

test('this is TypeORM 1.x', () => expect(typeormMajor).toBe('1.x'))

describe.skipIf(!embedded)('postgres-embedded', () => {
  if (embedded) runConformanceOn(embedded)
})
