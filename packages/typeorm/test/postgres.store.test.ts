import { databaseServer } from '@triggerkit/conformance/service'
import { describe, expect, test } from 'vitest'
import { typeormMajor } from './fixture/run-outbox.ts'
import { runStoreOn } from './fixture/run-store.ts'

const server = await databaseServer('postgres')

test('this is TypeORM 1.x', () => expect(typeormMajor).toBe('1.x'))

describe.skipIf(!server.reachable)(server.name, () => runStoreOn(server))
