import type { SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import type { OutboxSql } from './outbox-sql.ts'
import { toStatement } from './sql-tables.ts'

/** What is paused, and the workers that have announced themselves. */
export function findMarks(outbox: OutboxSql): SqlStatement {
  const { dialect } = outbox
  // Of bytes in MySQL, whose indexes take few characters.
  const name = dialect.database === 'mysql' ? sql`CONVERT(name USING utf8mb4)` : sql`name`
  const query = sql`SELECT ${dialect.text(sql`kind`)} AS kind, ${name} AS name FROM ${outbox.marks}
    WHERE kind IN ('trigger', 'provider', 'key') OR (kind = 'worker' AND until > ${dialect.now}) ORDER BY 1, 2`
  return toStatement(outbox, query, true)
}
