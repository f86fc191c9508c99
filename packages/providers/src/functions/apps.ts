import type { AppProvider } from '@triggerkit/core'
import { ProviderFailures } from '../failure/provider-failures.ts'
import { untilAborted } from '../failure/until-aborted.ts'
import { findNamed } from '../lookup/find-named.ts'
import { callFunction, type FunctionCall, invalidInput } from './call-function.ts'
import { type FunctionEntry, type FunctionRun, isObject, problemsOfEntries } from './function-entry.ts'

/** Actions by their names. */
export type AppActions = Readonly<Record<string, FunctionEntry>>

/** An application whose actions have a check in common. */
export interface CheckedApp {
  readonly actions: AppActions
  /** What is wrong with an input, one phrase a problem; nothing where it is fine. Asked before the action's own schema. */
  readonly validate?: Validate
}

export type Validate = (
  action: string,
  input: unknown,
  run: FunctionRun,
) => readonly string[] | undefined | Promise<readonly string[] | undefined>

export interface AppsOptions {
  /** What errors and `health()` call it. Default `apps`. */
  name?: string
  /** Actions that run at a time; more wait. Default: the engine's `concurrency`. */
  concurrency?: number
}

/**
 * Applications whose actions are functions: `action.execute('stripe', 'create-customer', input)` calls `stripe['create-customer']` with the input
 * and what there is to know of the run.
 *
 * ```ts
 * createTriggers({ providers: { action: apps({ stripe: { 'create-customer': async (input, run) => createCustomer(input, run) } }) } })
 * ```
 *
 * @throws ProviderError of code `PROVIDER_OPTIONS` that lists everything that is wrong with its options.
 */
export function apps(
  applications: Readonly<Record<string, AppActions | CheckedApp>>,
  options: AppsOptions = {},
): AppProvider {
  const { name = 'apps', concurrency } = options
  const failures = new ProviderFailures(name)
  const problems = [...problemsOfApps(applications), ...problemsOfConcurrency(concurrency)]
  if (problems.length > 0) throw failures.final(undefined, `${problems.join('; ')}.`)
  return {
    family: 'action',
    name,
    concurrency,
    async execute(app, action, input, run) {
      const foundApp = findNamed(applications, app, 'application')
      if ('problem' in foundApp) throw failures.final(run, foundApp.problem, 'APP_UNKNOWN')
      const { actions, validate } = toCheckedApp(foundApp.entry)
      const found = findNamed(actions, action, `action of ${JSON.stringify(foundApp.name)} called`)
      if ('problem' in found) throw failures.final(run, found.problem, 'APP_ACTION_UNKNOWN')
      const subject = `action ${JSON.stringify(found.name)} of ${JSON.stringify(foundApp.name)}`
      const call = { provider: name, subject, entry: found.entry, input }
      return untilAborted(run.signal, () => runAction(call, found.name, validate, run))
    },
    health: () => Promise.resolve({ apps: Object.keys(applications) }),
  }
}

async function runAction(
  call: FunctionCall,
  action: string,
  validate: Validate | undefined,
  run: FunctionRun,
): Promise<unknown> {
  const checked = { ...call, entry: async (input: unknown) => (await validate?.(action, input, run)) ?? [] }
  const problems = (await callFunction(checked, run)) as readonly string[]
  if (problems.length > 0) throw invalidInput(call, run, problems)
  return callFunction(call, run)
}

export function problemsOfConcurrency(concurrency: number | undefined): string[] {
  const isRight = concurrency === undefined || (Number.isInteger(concurrency) && concurrency >= 1)
  return isRight ? [] : ['`concurrency` has to be a whole number of 1 or more']
}

function problemsOfApps(applications: unknown): string[] {
  if (!isObject(applications)) return ['applications has to be an object of applications by their names']
  return Object.entries(applications).flatMap(([name, app]) => {
    const path = `applications[${JSON.stringify(name)}]`
    if (name === '' || name === '__proto__') return [`${path}: that is no name`]
    if (!isCheckedApp(app)) return problemsOfEntries(app, path)
    const isRight = app.validate === undefined || typeof app.validate === 'function'
    return [
      ...problemsOfEntries(app.actions, `${path}.actions`),
      ...(isRight ? [] : [`${path}.validate has to be a function`]),
    ]
  })
}

function toCheckedApp(app: AppActions | CheckedApp): CheckedApp {
  return isCheckedApp(app) ? app : { actions: app }
}

/** An action that is called `actions` is a function, or has one. */
function isCheckedApp(app: unknown): app is CheckedApp {
  if (!isObject(app) || !Object.hasOwn(app, 'actions') || !isObject(app.actions)) return false
  return typeof app.actions.run !== 'function' || !('input' in app.actions)
}
