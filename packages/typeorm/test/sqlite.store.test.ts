import { expect, test } from 'vitest'
import { typeormMajor } from './fixture/run-outbox.ts'
import { runStoreOnSqlite } from './fixture/run-store.ts'

test('this is TypeORM 1.x', () => expect(typeormMajor).toBe('1.x'))

runStoreOnSqlite()
