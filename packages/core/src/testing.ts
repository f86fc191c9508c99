export { ManualClock } from './action/manual-clock.ts'
export { defineTable } from './testing/define-table.ts'
export { MemoryConnection } from './testing/memory-connection.ts'
export { MemoryDatabase, type MemoryDatabaseOptions } from './testing/memory-database.ts'
