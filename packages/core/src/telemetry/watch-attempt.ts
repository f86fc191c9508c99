import type { NormalizedAction } from '../action/action-definition.ts'
import type { AttemptWatch } from '../action/run-action.ts'
import type { EvaluationContext } from '../context/trigger-context.ts'
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
    const contexts = runs.map(({ context }) => context)
    const observed = observers.action(
      toObserved(observers, planned, place, { action: runs[0]!.action, contexts }, number),
    )
    if (observed === undefined) return work()
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

/** Tells observers of an attempt that came to nothing before it began: what the action is to be given could not be made. */
export function tellUnbegun(
  observers: Observers,
  planned: PlannedTrigger,
  place: ActionPlace,
  subject: Subject,
  thrown: unknown,
): void {
  const { trigger, event } = planned
  const error = toError(thrown, {
    trigger: trigger.name,
    action: subject.action.name,
    event,
    table: subject.contexts[0]!.table,
  })
  const outcome = outcomeOf(error, place.job?.isRetried(error) === true)
  observers.action(toObserved(observers, planned, place, subject, 1))?.end({ outcome, error })
}

interface Subject {
  readonly action: NormalizedAction
  readonly contexts: readonly EvaluationContext[]
}

function outcomeOf(error: Error, isRetried: boolean): ActionEnd['outcome'] {
  if (WriteRejectedError.isInstance(error)) return 'rejected'
  return isRetried ? 'retried' : 'failed'
}

function toObserved(
  observers: Observers,
  { trigger, event }: PlannedTrigger,
  { phase, job, port, handle, inTransaction }: ActionPlace,
  { action, contexts }: Subject,
  number: number,
): ObservedAction {
  const context = contexts[0]!
  const { name, type, family, timing } = action
  const isOneRow = contexts.length === 1 && context.records === undefined
  const endOf =
    inTransaction && handle !== undefined && port !== undefined ? observers.transactionEnds.get(port) : undefined
  return {
    trigger: identityOf(trigger),
    event,
    table: context.table,
    action: { name, type, family },
    phase,
    timing: job === undefined ? timing : 'queued',
    attempt: (job?.earlier ?? 0) + number,
    rows: contexts.length === 1 ? (context.count ?? 1) : contexts.length,
    key: isOneRow ? observers.keyOf(context) : undefined,
    job: job?.id,
    onTransactionEnd: endOf?.(handle!),
  }
}
