export type { ExecutionsBench, ExecutionsHarness } from './executions-harness.ts'
export type {
  Binding,
  Engine,
  FailingCall,
  FixtureTable,
  HarnessSession,
  Row,
  RowWriter,
  Seed,
  Side,
  WritePathHarness,
} from './harness.ts'
export { newJob } from './outbox/new-job.ts'
export type { OutboxBench, OutboxHarness } from './outbox-harness.ts'
export type {
  FailureKind,
  OwnClientCase,
  ProviderAction,
  ProviderBench,
  ProviderFailureCase,
  ProviderHarness,
} from './provider-harness.ts'
export { runExecutionsSuite } from './run-executions-suite.ts'
export { runOutboxSuite } from './run-outbox-suite.ts'
export { runProviderSuite } from './run-provider-suite.ts'
export { runQueueSuite } from './run-queue-suite.ts'
export { runRuleSuite } from './run-rule-suite.ts'
export { runStoreSuite } from './run-store-suite.ts'
export { runWritePathSuite } from './run-write-path-suite.ts'
export type { StoreBench, StoreHarness } from './store-harness.ts'
export { copyValue } from './watch/copy-value.ts'
export { type PathSupport, type PathSupports, WRITE_PATHS, type WritePath } from './write-path.ts'
