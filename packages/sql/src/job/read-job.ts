import type { ClaimedJob, JobRow, JobState, Row } from '@triggerkit/core/adapter'
import { fromKept } from './kept-text.ts'

/** A Job of its row, as whatever driver gives it. */
export function readJob(row: Row): JobRow {
  const chainId = optionalText(row.chain_id)
  return {
    seq: number(row.seq),
    id: text(row.id),
    format: number(row.format),
    handler: text(row.handler),
    trigger: text(row.trigger_tag),
    triggerVersion: number(row.trigger_version),
    action: text(row.action),
    provider: text(row.provider),
    table: text(row.table_name),
    key: text(row.row_key),
    orderingKey: optionalText(row.ordering_key),
    onDead: text(row.on_dead) as JobRow['onDead'],
    chain: chainId === undefined ? undefined : { id: chainId, position: number(row.chain_position) },
    continueOnError: number(row.continue_on_error) === 1,
    state: text(row.state) as JobState,
    attempts: number(row.attempts),
    failures: number(row.failures),
    maxAttempts: number(row.max_attempts),
    createdAt: number(row.created_at),
    runAt: number(row.run_at),
    dueAt: optionalNumber(row.due_at),
    finishedAt: optionalNumber(row.finished_at),
    worker: optionalText(row.worker),
    payload: text(row.payload),
    result: optionalText(row.result),
    error: optionalText(row.error),
    history: optionalText(row.history),
  }
}

/** A Job that was just claimed under the lease. */
export function readClaimed(row: Row, lease: string): ClaimedJob {
  return { ...readJob(row), state: 'leased', lease, dueAt: number(row.due_at) }
}

function number(value: unknown): number {
  return Number(value)
}

function text(value: unknown): string {
  return fromKept(String(value))
}

function optionalNumber(value: unknown): number | undefined {
  return value === null || value === undefined ? undefined : Number(value)
}

function optionalText(value: unknown): string | undefined {
  return value === null || value === undefined ? undefined : text(value)
}
