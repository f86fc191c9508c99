import type { SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import type { OutboxSql } from './outbox-sql.ts'
import { toStatement, whole } from './sql-tables.ts'

/** Deletes marks whose time is over; MySQL cannot limit a subquery of IN, and the others no DELETE. */
export function deleteExpiredMarks(outbox: OutboxSql, limit: number): SqlStatement {
  const { dialect, marks } = outbox
  const expired = sql`until <= ${dialect.now}`
  const query =
    dialect.database === 'mysql'
      ? sql`DELETE FROM ${marks} WHERE ${expired} LIMIT ${whole(limit)}`
      : sql`DELETE FROM ${marks} WHERE ${expired} AND (kind, name) IN (SELECT kind, name FROM ${marks} WHERE ${expired} LIMIT ${whole(limit)})`
  return toStatement(outbox, query, false)
}
