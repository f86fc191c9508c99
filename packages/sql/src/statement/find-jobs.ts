import type { JobQuery, SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import { jobConditions } from './job-conditions.ts'
import { jobSelection } from './job-selection.ts'
import type { OutboxSql } from './outbox-sql.ts'
import { toStatement, whole } from './sql-tables.ts'

/** Jobs that match, newest first by id. */
export function findJobs(outbox: OutboxSql, { limit, cursor, ...filter }: JobQuery): SqlStatement {
  const below = cursor === undefined ? sql`` : sql` AND j.id < ${cursor}`
  const query = sql`SELECT ${jobSelection(outbox, 'j')} FROM ${outbox.jobs} AS j WHERE ${jobConditions(outbox, filter)}${below}
    ORDER BY j.id DESC LIMIT ${whole(limit)}`
  return toStatement(outbox, query, true)
}
