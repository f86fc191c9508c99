import { expect, test, vi } from 'vitest'
import { runOutboxOnSqlite, typeormMajor } from './fixture/run-outbox.ts'

vi.mock('typeorm', () => import('typeorm-0.3'))
vi.mock('typeorm/persistence/Subject.js', () => import('typeorm-0.3/persistence/Subject.js'))

test('this is TypeORM 0.3', () => expect(typeormMajor).toBe('0.3'))

runOutboxOnSqlite()
