import { copyRow } from '../../change/copy-row.ts'
import { toError } from '../../errors/to-error.ts'
import type { ActionEnvironment, ActionExecutor, ActionRun } from '../action-executor.ts'
import type { ActionFunction, ActionFunctionContext } from '../action-function.ts'
import { inputError, placeOf } from '../input-error.ts'
import { LiveRecord } from './live-record.ts'

/** `custom`: the definition's own function, or the registered one that a stored definition names. */
export const customExecutor: ActionExecutor = {
  setBased: false,
  async execute(runs, environment) {
    const results: unknown[] = []
    for (const run of runs) results.push(await callFunction(run, environment))
    return results
  },
}

async function callFunction(run: ActionRun, environment: ActionEnvironment): Promise<unknown> {
  const call = functionOf(run, environment)
  const live = run.verdict && new LiveRecord(run, environment.port?.schema.find(run.context.table))
  const refusal: { error?: unknown } = {}
  try {
    const result = await call(contextOf(run, environment, live, refusal))
    if ('error' in refusal) throw refusal.error
    live?.apply()
    return result
  } catch (thrown) {
    throw toError('error' in refusal ? refusal.error : thrown, placeOf(run))
  }
}

/** @throws ActionError where there is no such function, or the definition may not call it. */
export function functionOf(run: ActionRun, { functions }: Pick<ActionEnvironment, 'functions'>): ActionFunction {
  if (run.action.run !== undefined) return run.action.run
  const { function: name } = run.action.payload
  if (run.stored !== undefined && typeof name === 'string' && !run.stored.mayCall(name))
    throw inputError(
      run,
      `a stored definition may not call the function "${name}": allow it by createTriggers({ stored: { functions } }).`,
    )
  const found = typeof name === 'string' ? functions.get(name) : undefined
  if (found !== undefined) return found
  const known = functions.size === 0 ? 'none is registered' : `registered are: ${[...functions.keys()].join(', ')}`
  throw inputError(
    run,
    `there is no function "${String(name)}"; ${known}. Register it: triggers.functions({ ${String(name)}: … }).`,
  )
}

/** After an event the function gets copies of the rows: what it does to them reaches no other trigger. */
function contextOf(
  run: ActionRun,
  { port, handle, signal }: ActionEnvironment,
  live: LiveRecord | undefined,
  refusal: { error?: unknown },
): ActionFunctionContext {
  const { context, verdict } = run
  const needVerdict = (method: string) => {
    if (verdict !== undefined) return verdict
    throw inputError(run, `context.${method} works in before events only, and not in \`timing: 'async'\` actions.`)
  }
  const { previousRecord } = context
  return {
    ...context,
    record: live?.record ?? copyRow(context.record),
    previousRecord: previousRecord && copyRow(previousRecord),
    get db() {
      return port?.client ? port.client(handle) : handle
    },
    signal,
    idempotencyKey: run.idempotencyKey,
    set(fields) {
      needVerdict('set')
      live!.set(fields)
    },
    skip() {
      needVerdict('skip').skip()
    },
    reject(message, options) {
      try {
        return needVerdict('reject').reject(message, options)
      } catch (error) {
        refusal.error = error
        throw error
      }
    },
  }
}
