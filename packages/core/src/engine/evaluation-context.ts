import type { Change } from '../change/change.ts'
import type { EvaluationContext } from '../context/trigger-context.ts'
import type { ConcreteEvent } from '../trigger/trigger-event.ts'
import type { RunOrigin } from './pending-run.ts'

/** What conditions and templates see of one Change. */
export function contextOfChange(change: Change, event: ConcreteEvent, origin: RunOrigin): EvaluationContext {
  return {
    ...origin.values,
    event,
    table: change.table,
    operation: change.operation,
    soft: change.soft ?? false,
    record: change.record,
    previousRecord: change.previousRecord,
    changedFields: change.changedFields,
    input: change.input,
  }
}

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
