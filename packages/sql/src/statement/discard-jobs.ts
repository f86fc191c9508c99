import type { SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import type { OutboxSql } from './outbox-sql.ts'
import { toStatement } from './sql-tables.ts'

/** Gives Jobs up. */
export function discardJobs(outbox: OutboxSql, seqs: string): SqlStatement {
  const { dialect, jobs } = outbox
  const query = dialect.update({
    jobs,
    source: dialect.rows(seqs, { seq: 'integer' }, 's'),
    by: 'seq',
    on: sql`j.seq = s.seq`,
    set: {
      state: sql`'discarded'`,
      due_at: sql`NULL`,
      finished_at: dialect.now,
      lease: sql`NULL`,
      held_key: sql`NULL`,
      running_key: sql`NULL`,
    },
  })
  return toStatement(outbox, query, false)
}
