import { memoryStore, type TriggerStore } from '@triggerkit/core'
import { runStoreSuite, type StoreBench } from '../src/index.ts'

runStoreSuite({ name: 'memoryStore()', watches: true, spoils: false, setup: async () => memoryBench() })

/** Nothing is ever taken out of its history: each test has one of its own. */
function memoryBench(): StoreBench {
  let store: TriggerStore = memoryStore()
  return {
    get store() {
      return store
    },
    clear: async () => void (store = memoryStore()),
    teardown: async () => undefined,
  }
}
