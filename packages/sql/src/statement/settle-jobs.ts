import type { SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import { settlementColumns } from '../job/settlement-row.ts'
import type { OutboxSql } from './outbox-sql.ts'
import { toStatement } from './sql-tables.ts'

/**
 * Ends leases that are still held. `alone`: none of them, where one of the Jobs has a chain or an ordering key, so that more has to move with
 * it.
 */
export function settleJobs(outbox: OutboxSql, settlements: string, alone: boolean): SqlStatement {
  const { dialect, jobs } = outbox
  const linked = dialect.rows(settlements, { id: 'text' }, 'l')
  const noneLinked = sql` AND NOT EXISTS (SELECT 1 FROM (SELECT 1 AS one_of FROM ${jobs} AS k JOIN ${linked} ON k.id = l.id
    WHERE k.chain_id IS NOT NULL OR k.ordering_key IS NOT NULL LIMIT 1) AS linked)`
  const { now } = dialect
  const again = sql`s.ending IN ('ready', 'released')`
  const lets = sql`s.ending = 'completed' OR (s.ending = 'dead' AND j.on_dead = 'skip')`
  // Of a relayed Job, whose lease is its id, the attempt was not counted in the first place; one that begins there is.
  const counted = sql`CASE
    WHEN s.counts = 0 AND s.held_lease <> s.id THEN -1
    WHEN s.counts = 1 AND s.held_lease = s.id AND s.ending = 'relayed' THEN 1
    ELSE 0 END`
  const query = dialect.update({
    jobs,
    source: dialect.rows(settlements, settlementColumns, 's'),
    by: 'id',
    on: sql`j.id = s.id AND j.lease = s.held_lease AND j.state IN ('leased', 'relayed')${alone ? noneLinked : sql``}`,
    set: {
      state: sql`CASE s.ending WHEN 'released' THEN 'ready' ELSE s.ending END`,
      run_at: sql`CASE WHEN ${again} THEN ${now} + s.delay_ms ELSE j.run_at END`,
      due_at: sql`CASE WHEN s.ending IN ('ready', 'released', 'relayed') THEN ${now} + s.delay_ms ELSE NULL END`,
      finished_at: sql`CASE WHEN s.ending IN ('completed', 'dead') THEN ${now} ELSE NULL END`,
      attempts: sql`j.attempts + ${counted}`,
      failures: sql`j.failures + CASE WHEN s.ending IN ('ready', 'dead') THEN 1 ELSE 0 END`,
      lease: sql`CASE WHEN s.ending = 'relayed' THEN j.id ELSE NULL END`,
      running_key: sql`CASE WHEN s.ending = 'relayed' THEN j.running_key ELSE NULL END`,
      held_key: sql`CASE WHEN ${lets} THEN NULL ELSE j.held_key END`,
      result: sql`CASE WHEN s.ending = 'completed' THEN s.result ELSE j.result END`,
      error: sql`CASE WHEN s.ending IN ('completed', 'ready', 'dead') THEN s.error ELSE j.error END`,
      history: sql`COALESCE(s.history, j.history)`,
    },
  })
  return toStatement(outbox, query, false)
}
