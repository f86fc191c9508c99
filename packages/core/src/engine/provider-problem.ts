import type { NormalizedAction } from '../action/action-definition.ts'
import { parseTag } from '../action/executors/provider/provider-tag.ts'
import { providerNeedOf } from '../action/provider-need.ts'
import type { EngineCore } from './engine-core.ts'

/** What an action lacks of the providers as they stand; undefined where it has what it needs. */
export function providerProblemOf({ providers }: EngineCore, action: NormalizedAction): string | undefined {
  const need = providerNeedOf(action)
  if (need === undefined || providers.has(need.family, need.tag)) return undefined
  const remedy =
    providers.general === undefined
      ? 'add it to createTriggers({ providers }).'
      : providers.general.problemOf(action.type)
  if (remedy === undefined) return undefined
  const named = need.tag === undefined ? '' : ` under the tag "${parseTag(need.tag).tag}"`
  return `action "${action.name}" needs a provider of "${need.family}"${named}: ${remedy}`
}
