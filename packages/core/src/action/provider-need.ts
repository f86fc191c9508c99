import type { ProviderFamily } from '../provider/provider-family.ts'
import type { NormalizedAction } from './action-definition.ts'
import { providerVerbs } from './executors/provider/provider-verbs.ts'

export interface ProviderNeed {
  family: ProviderFamily
  /** What the action names, whole (`emails:welcome-message`); absent where a placeholder does. */
  tag?: string
}

/** Which provider an action needs; undefined where it needs none. For `check()`, before anything runs. */
export function providerNeedOf(action: NormalizedAction): ProviderNeed | undefined {
  const verb = Object.hasOwn(providerVerbs, action.type) ? providerVerbs[action.type] : undefined
  if (verb === undefined) return undefined
  const named = action.payload[verb.tagField]
  const isFixed = typeof named === 'string' && !named.includes('{{')
  return { family: verb.family, tag: isFixed ? named : undefined }
}
