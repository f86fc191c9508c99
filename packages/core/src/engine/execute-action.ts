import type { ActionRun } from '../action/action-executor.ts'
import type { RowVerdict } from '../action/row-verdict.ts'
import { runAction } from '../action/run-action.ts'
import type { Port } from '../adapter/port.ts'
import { currentContext, runInContext } from '../context/execution-context.ts'
import type { EvaluationContext } from '../context/trigger-context.ts'
import type { PlannedAction, PlannedTrigger } from '../plan/plan.ts'
import type { EngineCore } from './engine-core.ts'
import { alternativesOf } from './fallback-alternatives.ts'

/** Where actions run: the port, and the transaction or connection that they use. */
export interface ActionPlace {
  port?: Port
  handle?: object
  /** Inside a transaction attempts are shorter (R33). */
  inTransaction: boolean
  /** Of an action inside a `fallback.run`: aborted when the time of the whole is up. */
  within?: AbortSignal
}

/**
 * Does one action of a trigger for these contexts: in one go where its executor is set-based, one by one otherwise. The action's writes
 * know that the trigger led to them (R35). Rejects with what the executor threw.
 */
export async function executeAction(
  core: EngineCore,
  planned: PlannedTrigger,
  action: PlannedAction,
  contexts: readonly EvaluationContext[],
  place: ActionPlace,
  verdict?: RowVerdict,
): Promise<unknown[]> {
  const runs = contexts.map((context) => toRun(planned, action, context, verdict))
  if (action.nested !== undefined) {
    for (const run of runs) run.alternatives = alternativesOf(core, planned, action.nested, run, place, executeAction)
  }
  const environment = { ...place, providers: core.providers, functions: core.functions, clock: core.clock }
  if (rulesOnly(action)) return action.executor.execute(runs, { ...environment, signal: neverAborted })
  const { within } = place
  const defaultTimeoutMs =
    action.nested !== undefined
      ? Number.POSITIVE_INFINITY
      : place.inTransaction
        ? core.transactionTimeoutMs
        : core.timeoutMs
  const attempt = (batch: readonly ActionRun[]) =>
    runAction(batch, action.executor, environment, {
      defaultTimeoutMs,
      clock: core.clock,
      onClose: core.onClose,
      within,
    })
  const chain = [...currentContext().chain, planned.trigger.name]
  return runInContext({ chain }, async () => {
    if (action.executor.setBased) return attempt(runs)
    const results: unknown[] = []
    const limit = core.limitOf(action.nested === undefined ? action.action.family : undefined)
    for (const run of runs) results.push(...(await limit(() => attempt([run]))))
    return results
  })
}

const neverAborted: AbortSignal = new AbortController().signal

/** `record.set`, `skip` and `reject` only tell their verdict: nothing to wait for, nothing that could lead to a Write. */
function rulesOnly({ action }: PlannedAction): boolean {
  return action.family === 'record' && action.verb !== 'validate'
}

function toRun(
  planned: PlannedTrigger,
  action: PlannedAction,
  context: EvaluationContext,
  verdict?: RowVerdict,
): ActionRun {
  const { name, tag, origin } = planned.trigger
  return {
    action: action.action,
    trigger: { name, tag, origin },
    context,
    input: action.template.render(context) as Record<string, unknown>,
    verdict,
    idempotencyKey: globalThis.crypto.randomUUID(),
  }
}
