import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import type { TriggerIdentity } from './observation.ts'

/** A trigger, as observers are told of it. */
export function identityOf({ name, tag, version = 0, origin }: NormalizedTrigger): TriggerIdentity {
  return { name, tag, version, origin }
}
