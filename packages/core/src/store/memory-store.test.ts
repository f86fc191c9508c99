import { memoryStore } from './memory-store.ts'
import { runTriggerStoreSuite } from './trigger-store.conformance.ts'

runTriggerStoreSuite('memory', { makeStore: memoryStore, watches: true })
