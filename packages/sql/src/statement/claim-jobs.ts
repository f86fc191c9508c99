import type { ClaimRequest, SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import { jobColumnNames } from '../job/job-columns.ts'
import { dueOf, leaseValues } from './lease-values.ts'
import type { OutboxSql } from './outbox-sql.ts'
import { isPutOff } from './put-off.ts'
import { toStatement } from './sql-tables.ts'

/** A whole claim, where an UPDATE gives back rows: of what it put off it gives no payload. */
export function claimJobs(outbox: OutboxSql, request: ClaimRequest): SqlStatement {
  const { dialect, jobs } = outbox
  const lock = dialect.database === 'postgres' ? sql`FOR UPDATE OF d SKIP LOCKED` : sql``
  const columns = jobColumnNames.map((name) =>
    name === 'payload' ? sql`CASE WHEN state = 'ready' THEN NULL ELSE payload END AS payload` : sql.id(name),
  )
  const update = dialect.update({
    jobs,
    source: sql`judged AS s`,
    by: 'seq',
    on: sql`j.seq = s.due_seq`,
    set: leaseValues(outbox, request),
  })
  const query = sql`WITH due AS MATERIALIZED (
      SELECT d.seq, d.held_key, d.chain_id, d.trigger_tag, d.provider FROM ${jobs} AS d WHERE ${dueOf(outbox, request)} ${lock}
    ), judged AS MATERIALIZED (SELECT d.seq AS due_seq, ${isPutOff(outbox)} AS put_off FROM due AS d)
    ${update} RETURNING ${sql.join(columns)}`
  return toStatement(outbox, query, true)
}
