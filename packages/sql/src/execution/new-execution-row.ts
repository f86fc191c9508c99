import { type ExecutionRow, isFailure } from '@triggerkit/core/adapter'
import { toKept } from '../job/kept-text.ts'

/** An execution as the JSON that an INSERT takes; what is undefined is left out, and NULL. */
export function toExecutionColumns(row: ExecutionRow): Record<string, string | number | undefined> {
  const { error } = row
  return {
    id: toKept(row.id),
    started_at: Math.round(row.at),
    duration_us: Math.round(row.durationMs * 1_000),
    trigger_tag: toKept(row.trigger),
    trigger_name: toKept(row.triggerName),
    trigger_version: row.triggerVersion,
    table_name: toKept(row.table),
    row_key: kept(row.key),
    event: row.event,
    action: toKept(row.action),
    action_type: toKept(row.actionType),
    phase: row.phase,
    timing: row.timing,
    attempt: row.attempt,
    row_count: row.rows,
    outcome: row.outcome,
    failed: isFailure(row.outcome) ? 1 : 0,
    job_id: kept(row.job),
    error_name: kept(error?.name),
    error_code: kept(error?.code),
    error_message: kept(error?.message),
  }
}

function kept(text: string | undefined): string | undefined {
  return text === undefined ? undefined : toKept(text)
}
