import { expect, test } from 'vitest'
import { runConformanceOnSqlite, typeormMajor } from './fixture/run-conformance.ts'

test('this is TypeORM 1.x', () => expect(typeormMajor).toBe('1.x'))

runConformanceOnSqlite()
