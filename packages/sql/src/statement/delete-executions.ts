import type { SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import type { ExecutionsSql } from './executions-sql.ts'
import { toStatement, whole } from './sql-tables.ts'

/** Deletes the oldest that began before a moment: failures, or the others. */
export function deleteExecutions(
  tables: ExecutionsSql,
  { failed, before, limit }: { failed: boolean; before: number; limit: number },
): SqlStatement {
  const { dialect, executions } = tables
  const oldest = sql`WHERE failed = ${whole(failed ? 1 : 0)} AND started_at < ${whole(Math.ceil(before))} ORDER BY started_at LIMIT ${whole(limit)}`
  // MySQL has no LIMIT in a subquery of IN; the others have none in a DELETE.
  const query =
    dialect.database === 'mysql'
      ? sql`DELETE FROM ${executions} ${oldest}`
      : sql`DELETE FROM ${executions} WHERE id IN (SELECT id FROM ${executions} ${oldest})`
  return toStatement(tables, query, false)
}
