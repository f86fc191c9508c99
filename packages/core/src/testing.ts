export { ManualClock } from './action/manual-clock.ts'
export { defineTable } from './testing/define-table.ts'
export { MemoryConnection } from './testing/memory-connection.ts'
export { MemoryDatabase, type MemoryDatabaseOptions } from './testing/memory-database.ts'
export type { RecordedCall } from './testing/recorded-call.ts'
export {
  type CallMatch,
  type FailOptions,
  type RecordedAnswer,
  type RecordingOptions,
  type RecordingProviders,
  recordingProviders,
} from './testing/recording-providers.ts'
