import type { SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import type { OutboxSql } from './outbox-sql.ts'
import { toStatement } from './sql-tables.ts'

/** How many ready Jobs are due, and for how long the oldest has been. */
export function countDue(outbox: OutboxSql): SqlStatement {
  const { now } = outbox.dialect
  const query = sql`SELECT COUNT(*) AS jobs, ${now} - MIN(due_at) AS oldest_ms FROM ${outbox.jobs} WHERE state = 'ready' AND due_at <= ${now}`
  return toStatement(outbox, query, true)
}
