import type { ClaimRequest } from '@triggerkit/core/adapter'
import { type RawBuilder, sql } from 'kysely'
import { toKept } from '../job/kept-text.ts'
import type { OutboxSql } from './outbox-sql.ts'
import { whole } from './sql-tables.ts'

/** What a claim makes of a due Job (`j`): leased, or put off where `s.put_off` says so. */
export function leaseValues(
  { dialect }: OutboxSql,
  { lease, worker, leaseMs, deferMs }: ClaimRequest,
): Record<string, RawBuilder<unknown>> {
  const either = (leased: RawBuilder<unknown>, putOff: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql`CASE WHEN s.put_off = 1 THEN ${putOff} ELSE ${leased} END`
  return {
    state: either(sql`'leased'`, sql`'ready'`),
    due_at: sql`${dialect.now} + ${either(whole(leaseMs), whole(deferMs))}`,
    attempts: sql`j.attempts + ${either(sql`1`, sql`0`)}`,
    lease: either(sql`${lease}`, sql`NULL`),
    worker: either(sql`${toKept(worker)}`, sql`j.worker`),
    running_key: either(sql`j.held_key`, sql`NULL`),
  }
}

/** Due Jobs that a request may claim, oldest due first. */
export function dueOf({ dialect }: OutboxSql, { handlers, formats, limit }: ClaimRequest): RawBuilder<unknown> {
  const known = sql.join(handlers.map((handler) => sql`${toKept(handler)}`))
  // By a CASE, of which PostgreSQL thinks that it may be true: of an IN that it takes for rare it would read and sort the whole table.
  return sql`d.due_at <= ${dialect.now}
    AND CASE WHEN d.handler IN (${known}) AND d.format IN (${sql.join(formats.map(whole))}) THEN TRUE ELSE FALSE END
    ORDER BY d.due_at, d.seq LIMIT ${whole(limit)}`
}
