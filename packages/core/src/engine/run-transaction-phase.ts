import type { Change } from '../change/change.ts'
import { keyText } from '../change/row-key.ts'
import type { EvaluationContext } from '../context/trigger-context.ts'
import type { PlannedAction, PlannedTrigger } from '../plan/plan.ts'
import type { TriggerList } from '../plan/trigger-list.ts'
import { watchTrigger } from '../telemetry/watch-trigger.ts'
import type { EngineCore } from './engine-core.ts'
import { contextOfChange, contextOfWrite } from './evaluation-context.ts'
import { type ActionPlace, executeAction } from './execute-action.ts'
import type { RunOrigin } from './pending-run.ts'

/** DESIGN, step 8: runs the triggers' in-transaction actions, action by action over all Changes (R31). Rejects where the Write has to fail. */
export async function runTransactionPhase(
  core: EngineCore,
  triggers: TriggerList,
  changes: readonly Change[],
  place: ActionPlace,
  origin: RunOrigin,
): Promise<void> {
  for (const [planned, mayMatch] of triggers.matchingEach(changes)) {
    const contexts: EvaluationContext[] = []
    for (const change of mayMatch) {
      const context = contextOfChange(change, planned, origin)
      if (planned.condition && !planned.condition.test(context)) continue
      context.actions = {}
      core.observers?.setKey(context, keyText(Object.keys(change.key), change.key))
      contexts.push(context)
    }
    await runActions(core, planned, contexts, place)
  }
}

/** The same for `forEach: 'write'`: once, over the Changes that met the condition (R32). */
export async function runForWrite(
  core: EngineCore,
  planned: PlannedTrigger,
  changes: readonly Change[],
  place: ActionPlace,
  origin: RunOrigin,
): Promise<void> {
  if (changes.length > 0)
    await runActions(core, planned, [{ ...contextOfWrite(changes, planned, origin), actions: {} }], place)
}

async function runActions(
  core: EngineCore,
  planned: PlannedTrigger,
  contexts: readonly EvaluationContext[],
  place: ActionPlace,
): Promise<void> {
  if (contexts.length === 0) return
  const { observers } = core
  if (observers === undefined) return runEach(core, planned, contexts, place)
  const { table, count } = contexts[0]!
  const match = { table, phase: 'transaction', rows: count ?? contexts.length } as const
  return watchTrigger(observers, planned, match, () => runEach(core, planned, contexts, place))
}

async function runEach(
  core: EngineCore,
  planned: PlannedTrigger,
  contexts: readonly EvaluationContext[],
  place: ActionPlace,
): Promise<void> {
  for (const action of planned.transaction) {
    // Where there are no savepoints a failure cannot be undone alone: it takes the Write along (R4).
    const mayContinue = place.port?.capabilities.savepoints === true
    if (action.action.continueOnError && mayContinue) await runContinued(core, planned, action, contexts, place)
    else await runOrFail(core, planned, action, contexts, place)
  }
}

async function runOrFail(
  core: EngineCore,
  planned: PlannedTrigger,
  action: PlannedAction,
  contexts: readonly EvaluationContext[],
  place: ActionPlace,
): Promise<void> {
  try {
    keepResults(action, contexts, await executeAction(core, planned, action, contexts, place))
  } catch (thrown) {
    throw core.report(thrown, planned, action, contexts[0]!)
  }
}

/** In a savepoint of its own (R4); a set that fails is halved until the culprit is alone (R31). */
async function runContinued(
  core: EngineCore,
  planned: PlannedTrigger,
  action: PlannedAction,
  contexts: readonly EvaluationContext[],
  place: ActionPlace,
): Promise<void> {
  try {
    const results = await place.port!.transaction(place.handle, {}, (handle) =>
      executeAction(core, planned, action, contexts, { ...place, handle }),
    )
    keepResults(action, contexts, results)
  } catch (thrown) {
    if (contexts.length === 1) {
      core.report(thrown, planned, action, contexts[0]!)
      return
    }
    const middle = Math.ceil(contexts.length / 2)
    await runContinued(core, planned, action, contexts.slice(0, middle), place)
    await runContinued(core, planned, action, contexts.slice(middle), place)
  }
}

function keepResults(action: PlannedAction, contexts: readonly EvaluationContext[], results: readonly unknown[]): void {
  contexts.forEach((context, index) => {
    context.actions![action.action.name] = { result: results[index] }
  })
}
