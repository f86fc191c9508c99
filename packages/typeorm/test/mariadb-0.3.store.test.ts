import { databaseServer } from '@triggerkit/conformance/service'
import { describe, expect, test, vi } from 'vitest'
import { typeormMajor } from './fixture/run-outbox.ts'
import { runStoreOn } from './fixture/run-store.ts'

vi.mock('typeorm', () => import('typeorm-0.3'))
vi.mock('typeorm/persistence/Subject.js', () => import('typeorm-0.3/persistence/Subject.js'))

const server = await databaseServer('mariadb')

test('this is TypeORM 0.3', () => expect(typeormMajor).toBe('0.3'))

describe.skipIf(!server.reachable)(server.name, () => runStoreOn(server))
