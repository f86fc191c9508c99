import { expect, test } from 'vitest'
import { runOutboxOnSqlite, typeormMajor } from './fixture/run-outbox.ts'

test('this is TypeORM 1.x', () => expect(typeormMajor).toBe('1.x'))

runOutboxOnSqlite()
