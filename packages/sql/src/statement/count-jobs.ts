import type { SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import { type OutboxSql, toStatement } from './outbox-sql.ts'

/** How many Jobs there are of each state. */
export function countJobs(outbox: OutboxSql): SqlStatement {
  return toStatement(
    outbox,
    sql`SELECT ${outbox.dialect.text(sql`state`)} AS job_state, COUNT(*) AS jobs FROM ${outbox.jobs} GROUP BY state`,
    true,
  )
}
