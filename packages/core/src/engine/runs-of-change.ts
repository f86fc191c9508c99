import type { Change } from '../change/change.ts'
import type { PlannedTrigger } from '../plan/plan.ts'
import { contextOfChange } from './evaluation-context.ts'
import type { PendingRun, RunOrigin } from './pending-run.ts'

/** A run for each Change and trigger whose condition holds of it. */
export function runsOfChange(
  triggers: readonly PlannedTrigger[],
  changes: readonly Change[],
  origin: RunOrigin,
): (PendingRun & { change: Change })[] {
  const runs: (PendingRun & { change: Change })[] = []
  for (const change of changes) {
    for (const planned of triggers) {
      const context = contextOfChange(change, planned, origin)
      if (!planned.condition || planned.condition.test(context)) runs.push({ planned, context, origin, change })
    }
  }
  return runs
}
