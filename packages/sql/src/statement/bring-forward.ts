import type { SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import type { OutboxSql } from './outbox-sql.ts'
import { toStatement } from './sql-tables.ts'

/**
 * The first Job of each ordering key is claimable as soon as it is due. Always written, also where it is claimable already: a claim that puts it
 * off at this moment has the row locked, and this comes after it.
 */
export function bringForward(outbox: OutboxSql, keys: string): SqlStatement {
  const { dialect, jobs } = outbox
  const first = sql`(SELECT f.seq FROM ${jobs} AS f ${dialect.byIndex('held')} WHERE f.held_key = k.ordering_key ORDER BY f.seq LIMIT 1)`
  const rows = dialect.rows(keys, { ordering_key: 'text' }, 'k')
  const query = dialect.update({
    jobs,
    source: sql`(SELECT ${first} AS seq FROM ${rows}) AS s`,
    by: 'seq',
    on: sql`j.seq = s.seq AND j.state = 'ready'`,
    set: { due_at: sql`j.run_at` },
  })
  return toStatement(outbox, query, false)
}
