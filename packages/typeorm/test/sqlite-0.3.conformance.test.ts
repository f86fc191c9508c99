import { expect, test, vi } from 'vitest'
import { runConformanceOnSqlite, typeormMajor } from './fixture/run-conformance.ts'

vi.mock('typeorm', () => import('typeorm-0.3'))
vi.mock('typeorm/persistence/Subject.js', () => import('typeorm-0.3/persistence/Subject.js'))

test('this is TypeORM 0.3', () => expect(typeormMajor).toBe('0.3'))

runConformanceOnSqlite()
