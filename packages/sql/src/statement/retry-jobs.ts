import type { SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import type { OutboxSql } from './outbox-sql.ts'
import { toStatement } from './sql-tables.ts'

/** Makes Jobs ready now, with no attempt counted. */
export function retryJobs(outbox: OutboxSql, seqs: string): SqlStatement {
  const { dialect, jobs } = outbox
  const query = dialect.update({
    jobs,
    source: dialect.rows(seqs, { seq: 'integer' }, 's'),
    by: 'seq',
    on: sql`j.seq = s.seq`,
    set: {
      state: sql`'ready'`,
      run_at: dialect.now,
      due_at: dialect.now,
      attempts: sql`0`,
      failures: sql`0`,
      finished_at: sql`NULL`,
      held_key: sql`j.ordering_key`,
    },
  })
  return toStatement(outbox, query, false)
}
