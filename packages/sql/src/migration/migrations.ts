import type { SqlConnection } from '@triggerkit/core/adapter'
import type { Migration, MigrationOptions } from './migration.ts'
import { mysqlMigrations } from './mysql-migrations.ts'
import { postgresMigrations } from './postgres-migrations.ts'
import { sqliteMigrations } from './sqlite-migrations.ts'

const of: Record<SqlConnection['database'], (table: (name: string) => string) => Migration[]> = {
  postgres: postgresMigrations,
  mysql: mysqlMigrations,
  sqlite: sqliteMigrations,
}

/** All steps that the tables of outbox, store and executions are made by, from the first one: for whatever tool keeps a database's schema. */
export function migrations(database: SqlConnection['database'], { schema }: MigrationOptions = {}): Migration[] {
  const mark = database === 'mysql' ? '`' : '"'
  const quoted = (name: string): string => mark + name.replaceAll(mark, mark + mark) + mark
  return of[database]((name) => (schema === undefined ? name : `${quoted(schema)}.${name}`))
}
