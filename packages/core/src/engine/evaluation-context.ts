import type { Change } from '../change/change.ts'
import type { HiddenFromStored } from '../change/column-access.ts'
import { copyWithout } from '../change/copy-without.ts'
import { touchesHidden } from '../change/hidden-columns.ts'
import type { EvaluationContext } from '../context/trigger-context.ts'
import type { PlannedTrigger } from '../plan/plan.ts'
import { isSafeName, parsePath } from '../value/path.ts'
import type { RunOrigin } from './pending-run.ts'

/** What conditions and templates see of one Change. */
export function contextOfChange(change: Change, planned: SeenBy, origin: RunOrigin): EvaluationContext {
  const { event, hidden } = planned
  const { table, operation, soft = false, record, previousRecord, changedFields, input } = change
  const context = contextOf({ event, table, operation, soft, record, previousRecord, changedFields, input }, origin)
  return hidden === undefined ? context : withoutHidden(context, hidden)
}

/** The trigger that a context is for: at which event, and what is hidden from it. */
type SeenBy = Pick<PlannedTrigger, 'event' | 'hidden'>

/** Takes out of a new context what a stored trigger must not see: its own properties are simply absent (R19). */
export function withoutHidden(context: EvaluationContext, { columns, relations }: HiddenFromStored): EvaluationContext {
  const { record, previousRecord, input, changedFields } = context
  context.record = copyWithout(record, columns)
  if (previousRecord !== undefined)
    context.previousRecord = previousRecord === record ? context.record : copyWithout(previousRecord, columns)
  if (input !== undefined) context.input = copyWithout(input, [...columns, ...relations])
  context.changedFields = changedFields.filter((name) => touchesHidden(parsePath(name), columns) !== 'it')
  return context
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
  for (const name in values) {
    if (Object.hasOwn(values, name) && isSafeName(name) && (!Object.hasOwn(context, name) || name === 'user'))
      context[name] = values[name]
  }
  return context
}

export type RowContext = Pick<
  EvaluationContext,
  'event' | 'table' | 'operation' | 'soft' | 'record' | 'previousRecord' | 'changedFields' | 'input'
>

/** What they see of a whole Write: the rows' lists, and the first row under the names of one (R32). */
export function contextOfWrite(changes: readonly Change[], planned: SeenBy, origin: RunOrigin): EvaluationContext {
  const first = contextOfChange(changes[0]!, planned, origin)
  const seen =
    planned.hidden === undefined ? changes : changes.map((change) => contextOfChange(change, planned, origin))
  return {
    ...first,
    changedFields: [...new Set(seen.flatMap(({ changedFields }) => changedFields))],
    records: seen.map(({ record }) => record),
    previousRecords: seen.map(({ previousRecord }) => previousRecord).filter((row) => row !== undefined),
    count: changes.length,
  }
}
