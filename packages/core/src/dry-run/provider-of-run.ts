import type { ActionEnvironment, ActionRun } from '../action/action-executor.ts'
import { providerMissing } from '../action/executors/provider/provider-executor.ts'
import { parseTag } from '../action/executors/provider/provider-tag.ts'
import type { ProviderVerb } from '../action/executors/provider/provider-verb.ts'
import { textOf } from '../action/input-error.ts'
import type { ProviderRegistry } from '../provider/provider-registry.ts'
import type { DryRunProvider } from './dry-run-report.ts'

/**
 * The provider that an action would go to; it is not called.
 *
 * @throws ProviderMissingError, or ActionError where the action names none.
 */
export function providerOfRun(verb: ProviderVerb, run: ActionRun, providers: ProviderRegistry): DryRunProvider {
  const { family } = verb
  const named = textOf(run, verb.tagField)
  const found = providers.find(family, named)
  if (found === undefined) {
    const { general } = providers
    if (general === undefined || general.problemOf(run.action.type) !== undefined)
      throw providerMissing(verb, run, providers)
    return { family, name: 'ductape' }
  }
  const tags = providers
    .entries()
    .filter((entry) => entry.family === family && entry.provider === found)
    .map(({ tag }) => tag)
  const tag = [named, parseTag(named).tag].find((each) => tags.includes(each))
  return { family, ...(tag !== undefined && { tag }), ...(found.name !== undefined && { name: found.name }) }
}

const reached = new Error('A dry run calls no provider.')

/** Stands in for every provider: whatever is called of it ends the action there. */
const standIn: object = new Proxy(Object.freeze({}), {
  get: (_target, member) => {
    // Messages are the application's functions.
    if (member === 'messages' || typeof member === 'symbol') return undefined
    return () => {
      throw reached
    }
  },
})

/**
 * Makes of a run what its provider would be given, and throws that away.
 *
 * @throws ActionError for an input that it cannot be made of.
 */
export async function assertCallable(
  verb: ProviderVerb,
  run: ActionRun,
  environment: ActionEnvironment,
): Promise<void> {
  const { tag, rest } = parseTag(textOf(run, verb.tagField))
  const { event, table, timestamp } = run.context
  const place = { tag, trigger: run.trigger.name, action: run.action.name, event, table, timestamp }
  const call = { signal: environment.signal, idempotencyKey: run.idempotencyKey, ...place }
  try {
    await verb.call(standIn as never, run, call, rest, environment)
  } catch (thrown) {
    if (thrown !== reached) throw thrown
  }
}
