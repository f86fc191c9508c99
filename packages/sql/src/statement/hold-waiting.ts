import type { SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import type { OutboxSql } from './outbox-sql.ts'
import { toStatement } from './sql-tables.ts'

/**
 * Of chains: those that wait hold their ordering key, unless they wait for a dead Job that lets later ones go on.
 */
export function holdWaiting(outbox: OutboxSql, chains: string): SqlStatement {
  const { dialect, jobs } = outbox
  const source = sql`(SELECT w.seq, MAX(CASE WHEN d.seq IS NULL THEN 0 ELSE 1 END) AS abandoned FROM ${dialect.rows(chains, { chain_id: 'text' }, 'c')}
    ${dialect.joinJobs(jobs, 'w', 'chain')} ON w.chain_id = c.chain_id
    LEFT JOIN ${jobs} AS d ON d.chain_id = w.chain_id AND d.chain_position < w.chain_position
      AND d.state = 'dead' AND d.on_dead = 'skip' AND d.continue_on_error = 0
    WHERE w.state = 'waiting' GROUP BY w.seq) AS s`
  const query = dialect.update({
    jobs,
    source,
    by: 'seq',
    on: sql`j.seq = s.seq AND j.state = 'waiting'`,
    set: { held_key: sql`CASE WHEN s.abandoned = 1 THEN NULL ELSE j.ordering_key END` },
  })
  return toStatement(outbox, query, false)
}
