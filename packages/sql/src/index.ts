export type { PgClientLike } from './listen/postgres-listener.ts'
export type { Migration, MigrationOptions } from './migration/migration.ts'
export { migrations } from './migration/migrations.ts'
export {
  type PrismaMigration,
  prismaExternalTables,
  prismaMigrations,
  writePrismaMigrations,
} from './migration/prisma-migrations.ts'
export { type QueryRunnerLike, type TypeormMigration, typeormMigrations } from './migration/typeorm-migrations.ts'
export { type SqlExecutionsOptions, sqlExecutions } from './sql-executions.ts'
export { type SqlOutboxOptions, sqlOutbox } from './sql-outbox.ts'
export { type SqlStoreOptions, sqlStore } from './sql-store.ts'
