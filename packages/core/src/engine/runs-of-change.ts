import type { Change } from '../change/change.ts'
import type { EvaluationContext } from '../context/trigger-context.ts'
import type { PlannedTrigger } from '../plan/plan.ts'
import type { TriggerList } from '../plan/trigger-list.ts'
import { contextOfChange } from './evaluation-context.ts'
import type { PendingRun, RunOrigin } from './pending-run.ts'

/** A run for each trigger of the list whose condition holds of the Change. */
export function runsOfChange(
  list: TriggerList,
  change: Change,
  origin: RunOrigin,
): (PendingRun & { change: Change })[] {
  const runs: (PendingRun & { change: Change })[] = []
  let unused: { context: EvaluationContext; hidden: PlannedTrigger['hidden'] } | undefined
  for (const planned of list.matching(change)) {
    const { condition, hidden } = planned
    const context =
      unused !== undefined && unused.hidden === hidden ? unused.context : contextOfChange(change, planned, origin)
    const holds = condition === undefined || condition.test(context)
    if (holds) runs.push({ planned, context, origin, change })
    unused = holds ? undefined : { context, hidden }
  }
  return runs
}
