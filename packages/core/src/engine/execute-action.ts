import type { ActionEnvironment, ActionRun } from '../action/action-executor.ts'
import { renderInput } from '../action/render-input.ts'
import type { RowVerdict } from '../action/row-verdict.ts'
import { runAction } from '../action/run-action.ts'
import type { Port } from '../adapter/port.ts'
import { currentContext, runInContext } from '../context/execution-context.ts'
import type { EvaluationContext } from '../context/trigger-context.ts'
import type { PlannedAction, PlannedTrigger } from '../plan/plan.ts'
import { Redaction } from '../secret/redact.ts'
import { withSecrets } from '../secret/with-secrets.ts'
import type { EngineCore } from './engine-core.ts'

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
  const runs = contexts.map((context) => toRun(planned, action, context, verdict))
  const environment = { ...place, providers: core.providers, functions: core.functions }
  if (rulesOnly(action)) return action.executor.execute(runs, { ...environment, signal: neverAborted })
  const defaultTimeoutMs = place.inTransaction ? core.transactionTimeoutMs : core.timeoutMs
  const attempt = (batch: readonly ActionRun[]) =>
    attemptWithSecrets(core, action, batch, environment, defaultTimeoutMs)
  const chain = [...currentContext().chain, planned.trigger.name]
  return runInContext({ chain }, async () => {
    if (action.executor.setBased) return attempt(runs)
    const results: unknown[] = []
    for (const run of runs) results.push(...(await core.limitOf(action.action.family)(() => attempt([run]))))
    return results
  })
}

/** The action's secrets are in its input while it runs, and in nothing that it leaves behind (R48). */
async function attemptWithSecrets(
  core: EngineCore,
  { executor, template }: PlannedAction,
  runs: readonly ActionRun[],
  environment: Omit<ActionEnvironment, 'signal'>,
  defaultTimeoutMs: number,
): Promise<unknown[]> {
  if (template.secrets.length === 0) return runAction(runs, executor, environment, { defaultTimeoutMs })
  const redaction = new Redaction()
  const revealing = withSecrets(executor, template.secrets, core.secrets, redaction)
  try {
    return redaction.of(await runAction(runs, revealing, environment, { defaultTimeoutMs }))
  } catch (thrown) {
    throw redaction.of(thrown)
  }
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
  const place = { action: action.action, trigger: { name, tag, origin }, context }
  return {
    ...place,
    input: renderInput(action.template, place),
    verdict,
    idempotencyKey: globalThis.crypto.randomUUID(),
  }
}
