import { runSuite } from './suite/run-suite.ts'

runSuite('bullmq', 6)
