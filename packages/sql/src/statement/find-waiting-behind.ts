import type { SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import { goesOn } from './goes-on.ts'
import { linkedSelection } from './linked-selection.ts'
import type { OutboxSql } from './outbox-sql.ts'
import { toStatement } from './sql-tables.ts'

/** Those of their chains that wait for the Jobs, locked. */
export function findWaitingBehind(outbox: OutboxSql, seqs: string): SqlStatement {
  const { dialect, jobs } = outbox
  const query = sql`SELECT ${linkedSelection(outbox)} FROM ${dialect.rows(seqs, { seq: 'integer' }, 'e')}
    ${dialect.joinJobs(jobs, 'p', 'seq')} ON p.seq = e.seq
    ${dialect.joinJobs(jobs, 'j', 'chain')} ON j.chain_id = p.chain_id AND j.chain_position > p.chain_position
    WHERE j.state = 'waiting' AND NOT ${goesOn('p')} ORDER BY j.seq ${dialect.lock}`
  return toStatement(outbox, query, true)
}
