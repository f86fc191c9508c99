import type { NewJob } from '@triggerkit/core/adapter'
import type { RowColumns } from '../dialect/dialect.ts'
import { toKept } from './kept-text.ts'

/** What a Job to be appended is told by, as a member of the JSON that an INSERT takes. */
export const newJobColumns: RowColumns = {
  ord: 'integer',
  id: 'text',
  format: 'integer',
  handler: 'text',
  trigger_tag: 'text',
  trigger_version: 'integer',
  action: 'text',
  provider: 'text',
  table_name: 'text',
  row_key: 'text',
  ordering_key: 'text',
  on_dead: 'text',
  chain_id: 'text',
  chain_position: 'integer',
  continue_on_error: 'integer',
  run_at: 'integer',
  delay_ms: 'integer',
  max_attempts: 'integer',
  payload: 'text',
}

export type NewJobRow = Record<string, string | number | undefined>

export function toNewJobRow(job: NewJob, ord: number): NewJobRow {
  const { runAt = { inMs: 0 }, orderingKey, chain } = job
  return {
    ord,
    id: toKept(job.id),
    format: job.format,
    handler: toKept(job.handler),
    trigger_tag: toKept(job.trigger),
    trigger_version: job.triggerVersion,
    action: toKept(job.action),
    provider: toKept(job.provider),
    table_name: toKept(job.table),
    row_key: toKept(job.key),
    ordering_key: orderingKey === undefined ? undefined : toKept(orderingKey),
    on_dead: job.onDead,
    chain_id: chain === undefined ? undefined : toKept(chain.id),
    chain_position: chain?.position,
    continue_on_error: job.continueOnError ? 1 : 0,
    run_at: 'at' in runAt ? Math.round(runAt.at) : undefined,
    delay_ms: 'inMs' in runAt ? Math.round(runAt.inMs) : undefined,
    max_attempts: job.maxAttempts,
    payload: toKept(job.payload),
  }
}
