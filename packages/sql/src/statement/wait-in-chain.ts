import type { SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import { goesOn } from './goes-on.ts'
import type { OutboxSql } from './outbox-sql.ts'
import { toStatement } from './sql-tables.ts'

/** Makes ready Jobs wait where an earlier one of their chain does not let it go on. */
export function waitInChain(outbox: OutboxSql, seqs: string): SqlStatement {
  const { dialect, jobs } = outbox
  const source = sql`(SELECT p.seq FROM ${dialect.rows(seqs, { seq: 'integer' }, 'e')}
    ${dialect.joinJobs(jobs, 'p', 'seq')} ON p.seq = e.seq
    ${dialect.joinJobs(jobs, 'b', 'chain')} ON b.chain_id = p.chain_id AND b.chain_position < p.chain_position
    WHERE NOT ${goesOn('b')} GROUP BY p.seq) AS s`
  const query = dialect.update({
    jobs,
    source,
    by: 'seq',
    on: sql`j.seq = s.seq AND j.state = 'ready'`,
    set: { state: sql`'waiting'`, due_at: sql`NULL` },
  })
  return toStatement(outbox, query, false)
}
