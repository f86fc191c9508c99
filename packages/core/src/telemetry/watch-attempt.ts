import type { ActionRun } from '../action/action-executor.ts'
import type { AttemptWatch } from '../action/run-action.ts'
import type { ActionPlace } from '../engine/execute-action.ts'
import { toError } from '../errors/to-error.ts'
import { WriteRejectedError } from '../errors/write-rejected-error.ts'
import type { PlannedTrigger } from '../plan/plan.ts'
import { identityOf } from './identity-of.ts'
import type { ActionEnd, ObservedAction } from './observation.ts'
import type { Observers } from './observers.ts'

/** Tells observers of each attempt of an action. */
export function watchAttempt(observers: Observers, planned: PlannedTrigger, place: ActionPlace): AttemptWatch {
  return (runs, number, work, isRetried) => {
    const observed = observers.action(toObserved(observers, planned, place, runs, number))
    return observed.run(async () => {
      try {
        const results = await work()
        observed.end({ outcome: 'completed' })
        return results
      } catch (thrown) {
        const { trigger, event } = planned
        const { action, context } = runs[0]!
        const error = toError(thrown, { trigger: trigger.name, action: action.name, event, table: context.table })
        const isToCome = isRetried(thrown) || place.job?.isRetried(error) === true
        observed.end({ outcome: outcomeOf(error, isToCome), error })
        throw thrown
      }
    })
  }
}

function outcomeOf(error: Error, isRetried: boolean): ActionEnd['outcome'] {
  if (WriteRejectedError.isInstance(error)) return 'rejected'
  return isRetried ? 'retried' : 'failed'
}

function toObserved(
  observers: Observers,
  { trigger, event }: PlannedTrigger,
  { phase, job }: ActionPlace,
  runs: readonly ActionRun[],
  number: number,
): ObservedAction {
  const { action, context } = runs[0]!
  const { name, type, family, timing } = action
  const isOneRow = runs.length === 1 && context.records === undefined
  return {
    trigger: identityOf(trigger),
    event,
    table: context.table,
    action: { name, type, family },
    phase,
    timing: job === undefined ? timing : 'queued',
    attempt: (job?.earlier ?? 0) + number,
    rows: runs.length === 1 ? (context.count ?? 1) : runs.length,
    key: isOneRow ? observers.keyOf(context) : undefined,
    job: job?.id,
  }
}
