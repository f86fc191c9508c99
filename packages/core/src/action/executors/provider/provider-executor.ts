import { ProviderMissingError } from '../../../errors/provider-missing-error.ts'
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

async function callProvider(
  verb: ProviderVerb,
  run: ActionRun,
  { providers, signal }: ActionEnvironment,
): Promise<unknown> {
  const name = textOf(run, verb.tagField)
  const { tag, rest } = parseTag(name)
  const provider = providers.find(verb.family, name) ?? fromGeneral(verb, run, providers)
  if (provider === undefined) {
    throw new ProviderMissingError({
      ...placeOf(run),
      family: verb.family,
      tag,
      remedy: providers.general?.problemOf(run.action.type) ?? remedy(verb.family, tag, providers),
    })
  }
  const call = { signal, idempotencyKey: run.idempotencyKey, tag, trigger: run.trigger.name, action: run.action.name }
  return verb.call(provider, run, call, rest)
}

function fromGeneral(verb: ProviderVerb, run: ActionRun, { general }: ProviderRegistry) {
  return general?.problemOf(run.action.type) === undefined ? general?.provide(verb.family, run.input) : undefined
}

function remedy(family: ProviderFamily, tag: string, providers: ProviderRegistry): string {
  const tags = providers.tagsOf(family)
  const known = tags.length === 0 ? '' : ` There ${tags.length === 1 ? 'is' : 'are'}: ${tags.join(', ')}.`
  return `Add one: createTriggers({ providers: { ${JSON.stringify(tag)}: … } }), or a default: { ${family}: … }.${known}`
}
