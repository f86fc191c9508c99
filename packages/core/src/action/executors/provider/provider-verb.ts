import type { ProviderCall } from '../../../provider/provider.ts'
import type { ProviderFamilies, ProviderFamily } from '../../../provider/provider-family.ts'
import type { ActionEnvironment, ActionRun } from '../../action-executor.ts'

/** How one action type becomes a call of its provider. */
export interface ProviderVerb<F extends ProviderFamily = ProviderFamily> {
  family: F
  /** The payload's field that names the provider, before a `:` (`emails:welcome-message`). */
  tagField: string
  /** `rest` is what follows the `:`. */
  call(
    provider: ProviderFamilies[F],
    run: ActionRun,
    call: ProviderCall,
    rest: string | undefined,
    environment: ActionEnvironment,
  ): Promise<unknown>
}

/** One entry of a table of verbs, with the types of its family. */
export function defineVerb<F extends ProviderFamily>(verb: ProviderVerb<F>): ProviderVerb {
  return verb as unknown as ProviderVerb
}
