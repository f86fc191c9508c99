import { runStoreSuite } from '@triggerkit/conformance'
import { fileDatabase, storeHarness } from './fixture/store-harness.ts'

runStoreSuite(storeHarness('sqlite', fileDatabase))
