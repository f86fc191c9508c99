import type { SqlStatement } from '@triggerkit/core/adapter'
import { type RawBuilder, sql } from 'kysely'
import { newJobColumns } from '../job/new-job-row.ts'
import type { OutboxSql } from './outbox-sql.ts'
import { toStatement } from './sql-tables.ts'

/** Each write with a queued action sends it, and to make the text anew takes longer than to send it: its only parameter is the Jobs. */
const texts = new WeakMap<OutboxSql, string>()

/** Inserts Jobs of a JSON array, in its order. */
export function insertJobs(outbox: OutboxSql, jobs: string): SqlStatement {
  const text = texts.get(outbox) ?? toStatement(outbox, insertion(outbox), false).sql
  texts.set(outbox, text)
  return { sql: text, parameters: [jobs], returnsRows: false }
}

function insertion(outbox: OutboxSql): RawBuilder<unknown> {
  const { dialect } = outbox
  const { now } = dialect
  const due = sql`COALESCE(s.run_at, ${now} + s.delay_ms)`
  return sql`INSERT INTO ${outbox.jobs} (
      id, format, handler, trigger_tag, trigger_version, action, provider, table_name, row_key, ordering_key, held_key, on_dead,
      chain_id, chain_position, continue_on_error, state, created_at, run_at, due_at, max_attempts, payload, attempts, failures
    ) SELECT
      s.id, s.format, s.handler, s.trigger_tag, s.trigger_version, s.action, s.provider, s.table_name, s.row_key, s.ordering_key,
      s.ordering_key, s.on_dead, s.chain_id, s.chain_position, s.continue_on_error,
      CASE WHEN s.chain_position > 0 THEN 'waiting' ELSE 'ready' END,
      ${now}, ${due}, CASE WHEN s.chain_position > 0 THEN NULL ELSE ${due} END, s.max_attempts, s.payload, 0, 0
    FROM ${dialect.rows('[]', newJobColumns, 's')} ORDER BY s.ord`
}
