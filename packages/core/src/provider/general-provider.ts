import type { Row } from '../change/change.ts'
import type { ProviderFamilies, ProviderFamily } from './provider-family.ts'

/** One system that does the actions of every family. */
export interface GeneralProvider {
  /** What does one action of that family. `input` is the action's payload, rendered: for what the family's own contract does not carry. */
  provide<F extends ProviderFamily>(family: F, input: Row): ProviderFamilies[F]
  /** Why it cannot do actions of that type; undefined where it can. */
  problemOf(type: string): string | undefined
}
