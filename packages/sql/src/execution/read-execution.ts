import type { ExecutionRow, Row } from '@triggerkit/core/adapter'
import { fromKept } from '../job/kept-text.ts'

/** An execution of its row, as whatever driver gives it. */
export function readExecution(row: Row): ExecutionRow {
  const [key, job, code] = [optionalText(row.row_key), optionalText(row.job_id), optionalText(row.error_code)]
  const message = optionalText(row.error_message)
  return {
    id: text(row.id),
    at: Number(row.started_at),
    durationMs: Number(row.duration_us) / 1_000,
    trigger: text(row.trigger_tag),
    triggerName: text(row.trigger_name),
    triggerVersion: Number(row.trigger_version),
    table: text(row.table_name),
    ...(key !== undefined && { key }),
    event: text(row.event),
    action: text(row.action),
    actionType: text(row.action_type),
    phase: text(row.phase) as ExecutionRow['phase'],
    timing: text(row.timing) as ExecutionRow['timing'],
    attempt: Number(row.attempt),
    rows: Number(row.row_count),
    outcome: text(row.outcome) as ExecutionRow['outcome'],
    ...(job !== undefined && { job }),
    ...(message !== undefined && {
      error: { name: text(row.error_name), ...(code !== undefined && { code }), message },
    }),
  }
}

function text(value: unknown): string {
  return fromKept(String(value))
}

function optionalText(value: unknown): string | undefined {
  return value === null || value === undefined ? undefined : text(value)
}
