import type { ClaimRequest, SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import { leaseValues } from './lease-values.ts'
import type { OutboxSql } from './outbox-sql.ts'
import { toStatement, whole } from './sql-tables.ts'

/** Leases the Jobs that `findDue` gave, or puts them off: the second half of a claim, at the time of the first. */
export function leaseDue(outbox: OutboxSql, request: ClaimRequest, due: string, nowMs: number): SqlStatement {
  const { dialect, jobs } = outbox
  const atThatTime = { ...outbox, dialect: { ...dialect, now: whole(nowMs) } }
  const query = dialect.update({
    jobs,
    source: dialect.rows(due, { seq: 'integer', put_off: 'integer' }, 's'),
    by: 'seq',
    on: sql`j.seq = s.seq`,
    set: leaseValues(atThatTime, request),
  })
  return toStatement(outbox, query, false)
}
