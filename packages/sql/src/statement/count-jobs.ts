import type { SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import type { OutboxSql } from './outbox-sql.ts'
import { toStatement } from './sql-tables.ts'

/** How many Jobs there are of each state. */
export function countJobs(outbox: OutboxSql): SqlStatement {
  return toStatement(
    outbox,
    sql`SELECT ${outbox.dialect.text(sql`state`)} AS job_state, COUNT(*) AS jobs FROM ${outbox.jobs} GROUP BY state`,
    true,
  )
}
