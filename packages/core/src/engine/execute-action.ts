import type { ActionEnvironment, ActionRun } from '../action/action-executor.ts'
import { renderInput } from '../action/render-input.ts'
import type { RowVerdict } from '../action/row-verdict.ts'
import { type AttemptWatch, type RunActionOptions, runAction } from '../action/run-action.ts'
import type { StoredReach } from '../action/stored-reach.ts'
import type { Port } from '../adapter/port.ts'
import { currentContext, runInContext } from '../context/execution-context.ts'
import type { EvaluationContext } from '../context/trigger-context.ts'
import type { PlannedAction, PlannedTrigger } from '../plan/plan.ts'
import type { TableSchema } from '../schema/schema.ts'
import { Redaction } from '../secret/redact.ts'
import { withSecrets } from '../secret/with-secrets.ts'
import type { ObservedAction } from '../telemetry/observation.ts'
import { tellUnbegun, watchAttempt } from '../telemetry/watch-attempt.ts'
import type { EngineCore, OwnTransaction } from './engine-core.ts'
import { alternativesOf } from './fallback-alternatives.ts'
import { storedReachOf, withinBudget } from './stored-reach.ts'

/** Where actions run: the port, and the transaction or connection that they use. */
export interface ActionPlace {
  port?: Port
  handle?: object
  /** Inside a transaction attempts are shorter (R33). */
  inTransaction: boolean
  /** Of an action inside a `fallback.run`, and of a Job: aborted when the time of the whole is up. */
  within?: AbortSignal
  /** Of a Job: its id. Default: one of this run's own. */
  idempotencyKey?: string
  /** As observers are told of it. */
  phase: ObservedAction['phase']
  /** Of a Job's action: its id, attempts before this one, and whether what it fails with leads to another. */
  job?: { readonly id: string; readonly earlier: number; isRetried(error: Error): boolean }
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
  const runs = toRuns(core, planned, action, contexts, place, { verdict, stored })
  if (action.nested !== undefined) {
    for (const run of runs) run.alternatives = alternativesOf(core, planned, action.nested, run, place, executeAction)
  }
  const hiddenOf = (table: TableSchema): readonly string[] => core.columns.hidden(table)
  const { providers, functions, clock, egress } = core
  const { port, handle, inTransaction } = place
  const environment = { port, handle, inTransaction, providers, functions, clock, egress, hiddenOf }
  const { observers } = core
  const watch = observers && watchAttempt(observers, planned, place)
  if (rulesOnly(action)) {
    const alone = { ...environment, signal: neverAborted }
    if (watch === undefined) return action.executor.execute(runs, alone)
    return watch(
      runs,
      1,
      async () => action.executor.execute(runs, alone),
      () => false,
    )
  }
  const executor =
    stored !== undefined && action.action.family === 'database'
      ? withinBudget(action.executor, stored.budget, place.inTransaction ? undefined : ownTransaction(core, place))
      : action.executor
  const options = {
    defaultTimeoutMs: timeoutOf(core, action, place),
    clock,
    onClose: core.onClose,
    isOver: () => core.closed,
    within: place.within,
    watch,
  }
  const attempt = (batch: readonly ActionRun[]) =>
    attemptWithSecrets(core, { executor, template: action.template }, batch, environment, options)
  const chain = [...currentContext().chain, planned.trigger.name]
  return runInContext({ chain }, async () => {
    if (executor.setBased) return attempt(runs)
    const results: unknown[] = []
    for (const run of runs)
      results.push(...(await core.limits.run(action.action.type, run.input, () => attempt([run]))))
    return results
  })
}

/** Alternatives have a time limit each, and so none together (R33). */
function timeoutOf(core: EngineCore, action: PlannedAction, { inTransaction }: ActionPlace): number {
  if (action.nested !== undefined) return Number.POSITIVE_INFINITY
  return inTransaction ? core.transactionTimeoutMs : core.timeoutMs
}

function ownTransaction(core: EngineCore, { port }: ActionPlace): OwnTransaction | undefined {
  return port?.capabilities.transactions ? core.transactions.get(port) : undefined
}

/** The action's secrets are in its input while it runs, and in nothing that it leaves behind (R48). */
async function attemptWithSecrets(
  core: EngineCore,
  { executor, template }: Pick<PlannedAction, 'executor' | 'template'>,
  runs: readonly ActionRun[],
  environment: Omit<ActionEnvironment, 'signal'>,
  options: RunActionOptions,
): Promise<unknown[]> {
  if (template.secrets.length === 0) return runAction(runs, executor, environment, options)
  const redaction = new Redaction()
  const revealing = withSecrets(executor, template.secrets, core.secrets, redaction)
  const redacted = async (work: () => Promise<unknown[]>): Promise<unknown[]> => {
    try {
      return redaction.of(await work())
    } catch (thrown) {
      throw redaction.of(thrown)
    }
  }
  const { watch } = options
  const watchRedacted: AttemptWatch | undefined =
    watch && ((batch, number, work, isRetried) => watch(batch, number, () => redacted(work), isRetried))
  return redacted(() => runAction(runs, revealing, environment, { ...options, watch: watchRedacted }))
}

const neverAborted: AbortSignal = new AbortController().signal

/** `record.set`, `skip` and `reject` only tell their verdict: nothing to wait for, nothing that could lead to a Write. */
function rulesOnly({ action }: PlannedAction): boolean {
  return action.family === 'record' && action.verb !== 'validate'
}

/** Rejects as an attempt does where an action's input cannot be made: it is told of as the first one. */
function toRuns(
  core: EngineCore,
  planned: PlannedTrigger,
  action: PlannedAction,
  contexts: readonly EvaluationContext[],
  place: ActionPlace,
  { verdict, stored }: { verdict: RowVerdict | undefined; stored: StoredReach | undefined },
): ActionRun[] {
  try {
    return contexts.map((context) => toRun(planned, action, context, place, verdict, stored))
  } catch (thrown) {
    const { observers } = core
    if (observers !== undefined) tellUnbegun(observers, planned, place, { action: action.action, contexts }, thrown)
    throw thrown
  }
}

function toRun(
  planned: PlannedTrigger,
  action: PlannedAction,
  context: EvaluationContext,
  { idempotencyKey = globalThis.crypto.randomUUID() }: ActionPlace,
  verdict?: RowVerdict,
  stored?: StoredReach,
): ActionRun {
  const { name, tag, origin } = planned.trigger
  const place = { action: action.action, trigger: { name, tag, origin }, context }
  return {
    ...place,
    input: renderInput(action.template, place),
    verdict,
    stored,
    idempotencyKey,
  }
}
