import type { SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import type { OutboxSql } from './outbox-sql.ts'
import { toStatement } from './sql-tables.ts'

/** Ids of those Jobs that are held under the lease. */
export function findHeld(outbox: OutboxSql, lease: string, ids: string): SqlStatement {
  const { dialect, jobs } = outbox
  const rows = dialect.rows(ids, { held_id: 'text' }, 's')
  const query = sql`SELECT ${dialect.text(sql`j.id`)} AS id FROM ${rows} ${dialect.joinJobs(jobs, 'j', 'id')} ON j.id = s.held_id
    WHERE j.lease = ${lease} AND j.state IN ('leased', 'relayed')`
  return toStatement(outbox, query, true)
}
