import type { ExecutionLog } from '@triggerkit/core/adapter'

/** A log of executions under test, in a place of its own. */
export interface ExecutionsHarness {
  /** `sqlExecutions() postgres, TypeORM 1.x` */
  name: string
  setup(): Promise<ExecutionsBench>
}

/** One log, made once and emptied before each test. */
export interface ExecutionsBench {
  log: ExecutionLog
  /** The same one as another process has it, over a connection of its own; absent where there cannot be one. */
  other?: ExecutionLog
  clear(): Promise<void>
  teardown(): Promise<void>
}
