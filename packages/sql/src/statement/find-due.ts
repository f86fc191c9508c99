import type { ClaimRequest, SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import { jobSelection } from './job-selection.ts'
import { dueOf } from './lease-values.ts'
import type { OutboxSql } from './outbox-sql.ts'
import { isPutOff } from './put-off.ts'
import { toStatement } from './sql-tables.ts'

/** Due Jobs, locked, with whether each is put off: the first half of a claim, where an UPDATE gives back no rows. */
export function findDue(outbox: OutboxSql, request: ClaimRequest): SqlStatement {
  const query = sql`SELECT ${jobSelection(outbox, 'd')}, ${isPutOff(outbox)} AS put_off, ${outbox.dialect.now} AS now_ms
    FROM ${outbox.jobs} AS d ${outbox.dialect.byIndex('due')} WHERE ${dueOf(outbox, request)} FOR UPDATE SKIP LOCKED`
  return toStatement(outbox, query, true)
}
