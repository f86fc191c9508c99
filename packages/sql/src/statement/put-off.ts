import { type RawBuilder, sql } from 'kysely'
import type { OutboxSql } from './outbox-sql.ts'

/** Whether a due Job (`d`) may not be claimed: it is paused, or another of its ordering key goes first (R41). 1 or 0. */
export function isPutOff({ jobs, marks, dialect }: OutboxSql): RawBuilder<number> {
  return sql`CASE
    WHEN EXISTS (SELECT 1 FROM ${marks} AS m WHERE
      (m.kind = 'trigger' AND m.name = d.trigger_tag) OR (m.kind = 'provider' AND m.name = d.provider) OR (m.kind = 'key' AND m.name = d.held_key))
      THEN 1
    WHEN d.held_key IS NULL THEN 0
    WHEN EXISTS (SELECT 1 FROM ${jobs} AS e ${dialect.byIndex('held')} WHERE e.held_key = d.held_key AND e.seq < d.seq
      AND (e.state <> 'dead' OR e.continue_on_error = 0 OR d.chain_id IS NULL OR e.chain_id IS NULL OR e.chain_id <> d.chain_id)) THEN 1
    WHEN EXISTS (SELECT 1 FROM ${jobs} AS r ${dialect.byIndex('running')} WHERE r.running_key = d.held_key AND r.seq > d.seq AND r.due_at > ${dialect.now}) THEN 1
    ELSE 0 END`
}
