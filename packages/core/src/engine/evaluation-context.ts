import type { Change } from '../change/change.ts'
import type { EvaluationContext } from '../context/trigger-context.ts'
import type { ConcreteEvent } from '../trigger/trigger-event.ts'
import type { RunOrigin } from './pending-run.ts'

/** What conditions and templates see of one Change. */
export function contextOfChange(change: Change, event: ConcreteEvent, origin: RunOrigin): EvaluationContext {
  const { table, operation, soft = false, record, previousRecord, changedFields, input } = change
  return contextOf({ event, table, operation, soft, record, previousRecord, changedFields, input }, origin)
}

/** One shape for all contexts without further values: a Write of thousands of rows makes as many. */
export function contextOf(row: RowContext, { database, env, timestamp, values }: RunOrigin): EvaluationContext {
  const { event, table, operation, soft, record, previousRecord, changedFields, input } = row
  const context: EvaluationContext = {
    event,
    table,
    operation,
    soft,
    record,
    previousRecord,
    changedFields,
    input,
    database,
    env,
    timestamp,
    user: undefined,
    actions: undefined,
  }
  for (const name in values) if (!(name in context) || name === 'user') context[name] = values[name]
  return context
}

export type RowContext = Pick<
  EvaluationContext,
  'event' | 'table' | 'operation' | 'soft' | 'record' | 'previousRecord' | 'changedFields' | 'input'
>

/** What they see of a whole Write: the rows' lists, and the first row under the names of one (R32). */
export function contextOfWrite(changes: readonly Change[], event: ConcreteEvent, origin: RunOrigin): EvaluationContext {
  const first = changes[0]!
  return {
    ...contextOfChange(first, event, origin),
    changedFields: [...new Set(changes.flatMap((change) => change.changedFields))],
    records: changes.map((change) => change.record),
    previousRecords: changes.map((change) => change.previousRecord).filter((row) => row !== undefined),
    count: changes.length,
  }
}
