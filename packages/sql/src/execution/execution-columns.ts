import type { RowColumns } from '../dialect/dialect.ts'

/** The columns of an execution, as a member of the JSON that an INSERT takes. */
export const executionColumns: RowColumns = {
  id: 'text',
  started_at: 'integer',
  duration_us: 'integer',
  trigger_tag: 'text',
  trigger_name: 'text',
  trigger_version: 'integer',
  table_name: 'text',
  row_key: 'text',
  event: 'text',
  action: 'text',
  action_type: 'text',
  phase: 'text',
  timing: 'text',
  attempt: 'integer',
  row_count: 'integer',
  outcome: 'text',
  failed: 'integer',
  job_id: 'text',
  error_name: 'text',
  error_code: 'text',
  error_message: 'text',
}

/** Texts that the table itself compares to the letter. */
export const exactExecutionColumns: ReadonlySet<string> = new Set(['id'])
