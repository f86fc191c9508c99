import type { SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import { goesOn } from './goes-on.ts'
import type { OutboxSql } from './outbox-sql.ts'
import { toStatement } from './sql-tables.ts'

/** Makes ready, in each chain, the first after a Job that lets it go on, where it waits. */
export function releaseNext(outbox: OutboxSql, seqs: string): SqlStatement {
  const { dialect, jobs } = outbox
  const next = sql`(SELECT p.seq AS ended, MIN(n.chain_position) AS next_position FROM ${dialect.rows(seqs, { seq: 'integer' }, 'e')}
    ${dialect.joinJobs(jobs, 'p', 'seq')} ON p.seq = e.seq
    ${dialect.joinJobs(jobs, 'n', 'chain')} ON n.chain_id = p.chain_id AND n.chain_position > p.chain_position
    WHERE ${goesOn('p')} AND NOT ${goesOn('n')} GROUP BY p.seq)`
  const source = sql`(SELECT w.seq FROM ${next} AS f
    ${dialect.joinJobs(jobs, 'p', 'seq')} ON p.seq = f.ended
    ${dialect.joinJobs(jobs, 'w', 'chain')} ON w.chain_id = p.chain_id AND w.chain_position = f.next_position GROUP BY w.seq) AS s`
  const query = dialect.update({
    jobs,
    source,
    by: 'seq',
    on: sql`j.seq = s.seq AND j.state = 'waiting'`,
    set: { state: sql`'ready'`, due_at: sql`j.run_at` },
  })
  return toStatement(outbox, query, false)
}
