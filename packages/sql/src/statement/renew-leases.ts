import type { SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import type { OutboxSql } from './outbox-sql.ts'
import { toStatement, whole } from './sql-tables.ts'

/** Makes leases that are still held last from now. */
export function renewLeases(outbox: OutboxSql, lease: string, ids: string, leaseMs: number): SqlStatement {
  const { dialect, jobs } = outbox
  const update = dialect.update({
    jobs,
    source: dialect.rows(ids, { held_id: 'text' }, 's'),
    by: 'id',
    on: sql`j.id = s.held_id AND j.lease = ${lease} AND j.state IN ('leased', 'relayed')`,
    set: { due_at: sql`${dialect.now} + ${whole(leaseMs)}` },
  })
  return toStatement(outbox, dialect.returning ? sql`${update} RETURNING id` : update, dialect.returning)
}
