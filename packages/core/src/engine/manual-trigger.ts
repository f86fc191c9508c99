import type { EvaluationContext } from '../context/trigger-context.ts'
import type { PlannedTrigger } from '../plan/plan.ts'
import { firesAt } from '../trigger/fires-at.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import type { EngineCore } from './engine-core.ts'
import { contextOf, withoutHidden } from './evaluation-context.ts'
import { isOfEnv } from './event-triggers.ts'
import type { ExecutionReport, SkipCause } from './execution-report.ts'
import { fieldsChanged, type ManualEvent } from './manual-event.ts'

/** Every trigger that listens to the event, in the order in which they run; also those that are switched off. */
export function triggersOf(core: EngineCore, { names, event }: ManualEvent): NormalizedTrigger[] {
  return core.registry
    .find(names)
    .map(({ trigger }) => trigger)
    .filter((trigger) => firesAt(trigger, event))
}

/** What the triggers before have made of the row: what a report says of it, and which of them ended it. */
export type RowSoFar = Pick<ExecutionReport, 'rejected' | 'skipped'> & { endedBy: string }

/** Why the trigger does not even look at the record: for programs, and as a sentence's end. */
export function refusalOf(
  core: EngineCore,
  manual: ManualEvent,
  trigger: NormalizedTrigger,
  { rejected, skipped, endedBy }: RowSoFar,
): [SkipCause, string] | undefined {
  const { env } = core.options
  if (!trigger.enabled) return ['disabled', 'it is disabled']
  if (!isOfEnv(trigger, env)) return ['env', `it is for ${trigger.envs!.join(', ')}, and this is ${env ?? 'no env'}`]
  if (manual.origin.isMuted?.(trigger)) return ['muted', '`without` switches it off']
  if (rejected !== undefined) return ['rejected', `"${endedBy}" blocked the write before it`]
  if (skipped) return ['dropped', `"${endedBy}" dropped the row before it`]
  if (manual.event === 'afterUpdate' && fieldsChanged(manual).length === 0)
    return ['unchanged', 'the update changes no field']
  return undefined
}

/** Why the trigger does nothing although it looked: its condition is not met. */
export function unmetReason({ fire }: NormalizedTrigger, { event }: ManualEvent): string {
  const becomes = fire === 'becomes-true' && event.endsWith('Update')
  return becomes ? 'its condition does not become true' : 'its condition does not hold'
}

/** What the trigger sees of the event. */
export function contextFor(manual: ManualEvent, { trigger, hidden }: PlannedTrigger): EvaluationContext {
  const { event, table, operation, soft, input, origin } = manual
  const { record: whole, previousRecord: wholeBefore } = manual
  const row = { event, table: table.name, operation, soft, record: whole, previousRecord: wholeBefore, input }
  const context = contextOf({ ...row, changedFields: fieldsChanged(manual) }, origin)
  if (hidden !== undefined) withoutHidden(context, hidden)
  context.actions = {}
  if (trigger.forEach === 'row') return context
  const { record, previousRecord } = context
  return { ...context, records: [record], previousRecords: previousRecord ? [previousRecord] : [], count: 1 }
}
