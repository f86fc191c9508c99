import { runStoreSuite } from '@triggerkit/conformance'
import { databaseServer } from '@triggerkit/conformance/service'
import { describe } from 'vitest'
import { serverDatabase } from './fixture/fixture-database.ts'
import { storeHarness } from './fixture/store-harness.ts'

const server = await databaseServer('postgres')

describe.skipIf(!server.reachable)(server.name, () =>
  runStoreSuite(storeHarness('postgres', () => serverDatabase(server, 'store'))),
)
