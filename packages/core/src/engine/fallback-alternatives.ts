import type { ActionRun, Alternative } from '../action/action-executor.ts'
import { currentContext, runInContext } from '../context/execution-context.ts'
import type { PlannedAction, PlannedTrigger } from '../plan/plan.ts'
import type { EngineCore } from './engine-core.ts'
import type { ActionPlace, executeAction } from './execute-action.ts'

/** The actions inside a `fallback.run` as what its executor tries: each like any other action, its result under its own name. */
export function alternativesOf(
  core: EngineCore,
  planned: PlannedTrigger,
  nested: readonly PlannedAction[],
  { context, verdict }: ActionRun,
  place: ActionPlace,
  execute: typeof executeAction,
): Alternative[] {
  // The trigger is in the chain already: an action inside another is no further step of a loop (R35).
  const chain = currentContext().chain
  return nested.map((action) => ({
    name: action.action.name,
    async run(signal) {
      const [result] = await inSavepoint(place, (at) =>
        runInContext({ chain }, () => execute(core, planned, action, [context], { ...at, within: signal }, verdict)),
      )
      context.actions![action.action.name] = { result }
      return result
    },
    report: (error) => void core.report(error, planned, action, context),
  }))
}

/** Inside a transaction what a failed alternative has written is undone, so that the next one finds the transaction usable (R4). */
function inSavepoint(place: ActionPlace, execute: (place: ActionPlace) => Promise<unknown[]>): Promise<unknown[]> {
  const { port, handle, inTransaction } = place
  if (!inTransaction || handle === undefined || !port?.capabilities.savepoints) return execute(place)
  return port.transaction(handle, {}, (savepoint) => execute({ ...place, handle: savepoint }))
}
