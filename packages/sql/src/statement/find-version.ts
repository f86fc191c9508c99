import type { SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import { type OutboxSql, toStatement } from './outbox-sql.ts'

/** The version of the tables. */
export function findVersion(outbox: OutboxSql): SqlStatement {
  return toStatement(outbox, sql`SELECT MAX(version) AS version FROM ${outbox.versions}`, true)
}
