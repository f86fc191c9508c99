import type { ActionRun } from '../action/action-executor.ts'
import type { RowVerdict } from '../action/row-verdict.ts'
import { runAction } from '../action/run-action.ts'
import type { StoredReach } from '../action/stored-reach.ts'
import type { Port } from '../adapter/port.ts'
import { currentContext, runInContext } from '../context/execution-context.ts'
import type { EvaluationContext } from '../context/trigger-context.ts'
import type { PlannedAction, PlannedTrigger } from '../plan/plan.ts'
import type { TableSchema } from '../schema/schema.ts'
import type { EngineCore, OwnTransaction } from './engine-core.ts'
import { storedReachOf, withinBudget } from './stored-reach.ts'

/** Where actions run: the port, and the transaction or connection that they use. */
export interface ActionPlace {
  port?: Port
  handle?: object
  /** Inside a transaction attempts are shorter (R33). */
  inTransaction: boolean
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
  const stored = storedReachOf(core, planned, contexts)
  const runs = contexts.map((context) => toRun(planned, action, context, verdict, stored))
  const hiddenOf = (table: TableSchema): readonly string[] => core.columns.hidden(table)
  const { providers, functions, clock } = core
  const environment = { ...place, providers, functions, clock, hiddenOf }
  if (rulesOnly(action)) return action.executor.execute(runs, { ...environment, signal: neverAborted })
  const defaultTimeoutMs = place.inTransaction ? core.transactionTimeoutMs : core.timeoutMs
  const executor =
    stored !== undefined && action.action.family === 'database'
      ? withinBudget(action.executor, stored.budget, place.inTransaction ? undefined : ownTransaction(core, place))
      : action.executor
  const attempt = (batch: readonly ActionRun[]) =>
    runAction(batch, executor, environment, { defaultTimeoutMs, clock, signal: core.closing })
  const chain = [...currentContext().chain, planned.trigger.name]
  return runInContext({ chain }, async () => {
    if (executor.setBased) return attempt(runs)
    const results: unknown[] = []
    for (const run of runs) results.push(...(await core.limitOf(action.action.family)(() => attempt([run]))))
    return results
  })
}

function ownTransaction(core: EngineCore, { port }: ActionPlace): OwnTransaction | undefined {
  return port?.capabilities.transactions ? core.transactions.get(port) : undefined
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
  stored?: StoredReach,
): ActionRun {
  const { name, tag, origin } = planned.trigger
  return {
    action: action.action,
    trigger: { name, tag, origin },
    context,
    input: action.template.render(context) as Record<string, unknown>,
    verdict,
    stored,
    idempotencyKey: globalThis.crypto.randomUUID(),
  }
}
