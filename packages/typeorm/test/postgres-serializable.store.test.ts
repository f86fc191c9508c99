import { runStoreSuite } from '@triggerkit/conformance'
import { databaseServer } from '@triggerkit/conformance/service'
import { serverDatabase } from './fixture/fixture-database.ts'
import { storeHarness } from './fixture/store-harness.ts'

const server = await databaseServer('postgres')

/** Where transactions are serializable unless they say otherwise, those who come second fail, and are tried again. */
runStoreSuite(
  storeHarness({
    name: 'sqlStore() postgres, serializable',
    type: 'postgres',
    async create() {
      const { options, drop } = await serverDatabase(server, 'store')
      const extra = { options: '-c default_transaction_isolation=serializable' }
      return { options: { ...options, extra }, drop }
    },
  }),
)
