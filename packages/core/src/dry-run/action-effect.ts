import type { ActionEnvironment, ActionRun } from '../action/action-executor.ts'
import { functionOf } from '../action/executors/custom.ts'
import { methodOf } from '../action/executors/http/http.ts'
import { requestContent } from '../action/executors/http/request-content.ts'
import { requestUrl } from '../action/executors/http/request-url.ts'
import { logExecutor } from '../action/executors/log.ts'
import { providerVerbs } from '../action/executors/provider/provider-verbs.ts'
import type { Logger } from '../action/logger.ts'
import type { Port } from '../adapter/port.ts'
import type { EngineCore } from '../engine/engine-core.ts'
import type { PlannedAction } from '../plan/plan.ts'
import { bytesOf } from '../value/value-class.ts'
import type { DryRunAction } from './dry-run-report.ts'
import { assertCallable, providerOfRun } from './provider-of-run.ts'
import { WriteRecorder } from './write-recorder.ts'

/** An action that was rendered for a dry run, and what is known of its input. */
export interface RenderedAction {
  core: EngineCore
  port: Port | undefined
  planned: PlannedAction
  run: ActionRun
  /** Every value is there: nothing stands for one that is unknown, hidden or secret. */
  isWhole: boolean
  /** So is what names its provider. */
  namesProvider: boolean
}

export type ActionEffect = Pick<DryRunAction, 'writes' | 'provider' | 'notRun'>

const nothing = (): void => undefined
const silent: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing }
const silentLog = logExecutor(silent)
const neverAborted: AbortSignal = new AbortController().signal

/**
 * What the action would do beyond ruling on the row, without doing any of it.
 *
 * @throws what the action would fail with, as far as its input and the engine's options show it.
 */
export async function effectOf(action: RenderedAction): Promise<ActionEffect> {
  const { core, port, planned, run, isWhole } = action
  const { providers, functions, clock, egress } = core
  const { family, type } = planned.action
  const environment: ActionEnvironment = { port, providers, functions, clock, egress, signal: neverAborted }
  if (Object.hasOwn(providerVerbs, type)) return providerEffect(action, environment)
  if (family === 'database') {
    const recorder = port && new WriteRecorder(port)
    const hiddenOf: ActionEnvironment['hiddenOf'] = (table) => core.columns.hidden(table)
    await planned.executor.execute([run], { ...environment, port: recorder, hiddenOf })
    return { writes: recorder!.writes }
  }
  if (type === 'custom') {
    functionOf(run, environment)
    return { notRun: 'its function' }
  }
  if (type === 'record.validate' && 'dto' in run.action.payload) return { notRun: 'its class' }
  if (family === 'log') await silentLog.execute([run], environment)
  if ((family === 'http' || type === 'custom.http') && isWhole) {
    requestUrl(run)
    requestContent(run, methodOf(run))
  }
  if (family === 'record' && run.verdict !== undefined) await planned.executor.execute([run], environment)
  return {}
}

async function providerEffect(
  { core, run, isWhole, namesProvider }: RenderedAction,
  environment: ActionEnvironment,
): Promise<ActionEffect> {
  const verb = providerVerbs[run.action.type]!
  if (!namesProvider) return { provider: { family: verb.family } }
  const provider = providerOfRun(verb, run, core.providers)
  if (isWhole && !readsContent(run)) await assertCallable(verb, run, environment)
  return { provider }
}

/** Whether content would have to be fetched, or read out of a stream that can be read only once. */
function readsContent({ input: { url, attachments, data } }: ActionRun): boolean {
  if (url !== undefined || attachments !== undefined) return true
  return data !== null && typeof data === 'object' && bytesOf(data) === undefined
}
