import { ActionError } from '../../../errors/action-error.ts'
import { ProviderMissingError } from '../../../errors/provider-missing-error.ts'
import { ProviderError } from '../../../provider/provider-error.ts'
import type { ProviderFamily } from '../../../provider/provider-family.ts'
import type { ProviderRegistry } from '../../../provider/provider-registry.ts'
import type { ActionEnvironment, ActionExecutor, ActionRun } from '../../action-executor.ts'
import { placeOf, textOf } from '../../input-error.ts'
import { parseTag } from './provider-tag.ts'
import type { ProviderVerb } from './provider-verb.ts'

/** Has the family's provider do it: the one that the action's tag names, else the family's default, else what does all families' actions. */
export function providerExecutor(verb: ProviderVerb): ActionExecutor {
  return {
    setBased: false,
    async execute(runs, environment) {
      const results: unknown[] = []
      for (const run of runs) results.push(await callProvider(verb, run, environment))
      return results
    },
  }
}

async function callProvider(verb: ProviderVerb, run: ActionRun, environment: ActionEnvironment): Promise<unknown> {
  const { providers, signal } = environment
  const name = textOf(run, verb.tagField)
  const { tag, rest } = parseTag(name)
  const provider = providers.find(verb.family, name) ?? fromGeneral(verb, run, providers)
  if (provider === undefined) throw providerMissing(verb, run, providers)
  const { event, table, timestamp } = run.context
  const place = { tag, trigger: run.trigger.name, action: run.action.name, event, table, timestamp }
  try {
    return await verb.call(provider, run, { signal, idempotencyKey: run.idempotencyKey, ...place }, rest, environment)
  } catch (error) {
    throw isUnplaced(error, run) ? new ActionError({ ...placeOf(run), cause: error }) : error
  }
}

/** Nobody does it: what to add. */
export function providerMissing(
  { family, tagField }: ProviderVerb,
  run: ActionRun,
  providers: ProviderRegistry,
): ProviderMissingError {
  const { tag } = parseTag(textOf(run, tagField))
  return new ProviderMissingError({
    ...placeOf(run),
    family,
    tag,
    remedy: providers.general?.problemOf(run.action.type) ?? remedy(family, tag, providers),
  })
}

/** Before an event the caller gets the error itself: one that tells of its provider alone is told where it happened. */
function isUnplaced(error: unknown, run: ActionRun): boolean {
  return run.verdict !== undefined && ProviderError.isInstance(error) && error.provider !== undefined
}

function fromGeneral(verb: ProviderVerb, run: ActionRun, { general }: ProviderRegistry) {
  return general?.problemOf(run.action.type) === undefined ? general?.provide(verb.family, run.input) : undefined
}

function remedy(family: ProviderFamily, tag: string, providers: ProviderRegistry): string {
  const tags = providers.tagsOf(family)
  const known = tags.length === 0 ? '' : ` There ${tags.length === 1 ? 'is' : 'are'}: ${tags.join(', ')}.`
  return `Add one: createTriggers({ providers: { ${JSON.stringify(tag)}: … } }), or a default: { ${family}: … }.${known}`
}
