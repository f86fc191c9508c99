import { LimitExceededError } from '../errors/limit-exceeded-error.ts'
import type { PlannedAction } from '../plan/plan.ts'
import { withoutMuted } from '../plan/trigger-list.ts'
import type { EngineCore } from './engine-core.ts'
import type { PendingRun } from './pending-run.ts'
import { runsOfChange } from './runs-of-change.ts'
import type { NetEntry, TransactionScope } from './transaction-scope.ts'

/** DESIGN, step 9, before the commit: turns what a transaction collected into runs, and refuses more than may wait for it (R33). */
export function prepareCommit(core: EngineCore, scope: TransactionScope): PendingRun[] {
  const { changes, runs } = scope.take()
  const prepared = [...runs, ...changes.flatMap(runsOfNetChange)]
  assertWithinLimit(core, prepared)
  return prepared
}

/** The commit-phase runs of one net Change whose condition holds of it (R30). */
export function runsOfNetChange({ plans, change, origin }: NetEntry): PendingRun[] {
  const list = plans[change.operation]?.netChange
  if (list === undefined) return []
  return runsOfChange(origin.isMuted ? withoutMuted(list, origin.isMuted) : list, change, origin)
}

export function assertWithinLimit(core: EngineCore, runs: readonly PendingRun[]): void {
  const pending = runs.reduce(
    (sum, run) => sum + run.planned.commit.reduce((count, action) => count + externalActionsOf(action), 0),
    0,
  )
  if (pending <= core.maxPendingActions) return
  const triggers = [...new Set(runs.map((run) => run.planned.trigger.name))]
  throw new LimitExceededError({ limit: core.maxPendingActions, found: pending, triggers })
}

/** Each action inside a `fallback.run` counts: all of them may run. */
function externalActionsOf({ action, nested }: PlannedAction): number {
  if (nested !== undefined) return nested.reduce((count, each) => count + externalActionsOf(each), 0)
  return action.family === 'database' ? 0 : 1
}
