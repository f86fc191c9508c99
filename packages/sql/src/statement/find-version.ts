import type { SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import { type SqlTables, toStatement } from './sql-tables.ts'

/** The version of the tables. */
export function findVersion(tables: SqlTables): SqlStatement {
  return toStatement(tables, sql`SELECT MAX(version) AS version FROM ${tables.versions}`, true)
}
