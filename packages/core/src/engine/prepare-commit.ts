import { LimitExceededError } from '../errors/limit-exceeded-error.ts'
import type { PlannedAction } from '../plan/plan.ts'
import { withoutMuted } from '../plan/trigger-list.ts'
import type { JobDraft } from '../queue/make-job.ts'
import type { EngineCore } from './engine-core.ts'
import type { JobAppender } from './job-appender.ts'
import { jobsOfRuns } from './jobs-of-runs.ts'
import type { PendingRun } from './pending-run.ts'
import { runsOfChange } from './runs-of-change.ts'
import type { NetEntry, TransactionScope } from './transaction-scope.ts'

/** What a transaction leaves for after its commit. */
export interface PreparedCommit {
  runs: PendingRun[]
  /** Jobs that are not part of it, and are appended once it is committed. */
  jobs: JobDraft[]
  /** Some were appended in it. */
  appended: boolean
}

/**
 * DESIGN, step 9, before the commit: turns what a transaction collected into runs and Jobs, refuses more than may wait for it (R33), and
 * appends the Jobs in one batch.
 */
export async function prepareCommit(
  core: EngineCore,
  scope: TransactionScope,
  appender: JobAppender | undefined,
  handle: object,
): Promise<PreparedCommit> {
  const collected = scope.take()
  const net = collected.changes.flatMap(runsOfNetChange)
  const runs = [...collected.runs, ...net.filter(({ planned }) => planned.commit.length > 0)]
  assertWithinLimit(core, runs)
  const jobs = [...collected.jobs, ...jobsOfRuns(net, core.observers)]
  if (appender === undefined || !appender.transactional || jobs.length === 0) return { runs, jobs, appended: false }
  await appender.append(handle, jobs)
  return { runs, jobs: [], appended: true }
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
