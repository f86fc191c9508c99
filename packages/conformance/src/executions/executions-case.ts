import { type ExecutionLog, type ExecutionQuery, type ExecutionRow, executionOutcomes } from '@triggerkit/core/adapter'

/** What the tests of logs of executions work with. */
export interface ExecutionsCase {
  readonly log: ExecutionLog
  /** The log as another process has it, or the same one. */
  readonly other: ExecutionLog
}

let count = 0

/** A row with an id above all those before, and these members. */
export function newExecution(fields: Partial<ExecutionRow> = {}): ExecutionRow {
  return {
    id: `01900000-0000-7000-8000-${String(++count).padStart(12, '0')}`,
    at: Date.UTC(2030, 0, 1),
    durationMs: 1.234,
    trigger: 'placed',
    triggerName: 'Placed',
    triggerVersion: 0,
    table: 'orders',
    event: 'afterInsert',
    action: 'mail',
    actionType: 'mail.send',
    phase: 'commit',
    timing: 'sync',
    attempt: 1,
    rows: 1,
    outcome: 'completed',
    ...fields,
  }
}

export const everyOutcome: readonly ExecutionRow[] = executionOutcomes.map((outcome) => newExecution({ outcome }))

export async function idsOf(log: ExecutionLog, query: Partial<ExecutionQuery> = {}): Promise<string[]> {
  return (await log.list({ limit: 1_000, ...query })).map(({ id }) => id)
}
