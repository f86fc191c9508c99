import type { ActionRun, Alternative } from '../action/action-executor.ts'
import { currentContext, runInContext } from '../context/execution-context.ts'
import type { PlannedAction, PlannedTrigger } from '../plan/plan.ts'
import type { EngineCore } from './engine-core.ts'
import type { ActionPlace, executeAction } from './execute-action.ts'
import { inSavepoint } from './in-savepoint.ts'

/** The actions inside a `fallback.run` as what its executor tries: each like any other action, its result under its own name. */
export function alternativesOf(
  core: EngineCore,
  planned: PlannedTrigger,
  nested: readonly PlannedAction[],
  { context, verdict, idempotencyKey }: ActionRun,
  place: ActionPlace,
  execute: typeof executeAction,
): Alternative[] {
  // The trigger is in the chain already: an action inside another is no further step of a loop (R35).
  const chain = currentContext().chain
  return nested.map((action, index) => ({
    name: action.action.name,
    async run(signal) {
      const [result] = await inSavepoint(place, (at) =>
        runInContext({ chain }, () => {
          // Its own, and the same where the whole is tried again: what one of them did is neither repeated nor taken for another's.
          const job = at.job && { ...at.job, isRetried: () => false }
          const own = { ...at, within: signal, idempotencyKey: `${idempotencyKey}:${index + 1}`, job }
          return execute(core, planned, action, [context], own, verdict)
        }),
      )
      context.actions![action.action.name] = { result }
      return result
    },
    report: (error) => void core.report(error, planned, action, context),
  }))
}
