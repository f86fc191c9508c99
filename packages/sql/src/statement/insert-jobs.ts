import type { SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import { newJobColumns } from '../job/new-job-row.ts'
import { type OutboxSql, toStatement } from './outbox-sql.ts'

/** Inserts Jobs of a JSON array, in its order. */
export function insertJobs(outbox: OutboxSql, jobs: string): SqlStatement {
  const { dialect } = outbox
  const { now } = dialect
  const due = sql`COALESCE(s.run_at, ${now} + s.delay_ms)`
  const query = sql`INSERT INTO ${outbox.jobs} (
      id, format, handler, trigger_tag, trigger_version, action, provider, table_name, row_key, ordering_key, held_key, on_dead,
      chain_id, chain_position, continue_on_error, state, created_at, run_at, due_at, max_attempts, payload, attempts, failures
    ) SELECT
      s.id, s.format, s.handler, s.trigger_tag, s.trigger_version, s.action, s.provider, s.table_name, s.row_key, s.ordering_key,
      s.ordering_key, s.on_dead, s.chain_id, s.chain_position, s.continue_on_error,
      CASE WHEN s.chain_position > 0 THEN 'waiting' ELSE 'ready' END,
      ${now}, ${due}, CASE WHEN s.chain_position > 0 THEN NULL ELSE ${due} END, s.max_attempts, s.payload, 0, 0
    FROM ${dialect.rows(jobs, newJobColumns, 's')} ORDER BY s.ord`
  return toStatement(outbox, query, false)
}
