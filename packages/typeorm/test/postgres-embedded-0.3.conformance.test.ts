import { databaseServers } from '@triggerkit/conformance/service'
import { describe, expect, test, vi } from 'vitest'
import { runConformanceOn, typeormMajor } from './fixture/run-conformance.ts'

vi.mock('typeorm', () => import('typeorm-0.3'))
vi.mock('typeorm/persistence/Subject.js', () => import('typeorm-0.3/persistence/Subject.js'))

// Where no other PostgreSQL answers, the embedded one is what `postgres-0.3.conformance.test.ts` runs on.
const [, embedded] = await databaseServers('postgres')

test('this is TypeORM 0.3', () => expect(typeormMajor).toBe('0.3'))

describe.skipIf(!embedded)('postgres-embedded', () => {
  if (embedded) runConformanceOn(embedded)
})
