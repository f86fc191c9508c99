import { cacheVerbs } from './cache.ts'
import { notificationVerbs } from './notification.ts'
import type { ProviderVerb } from './provider-verb.ts'
import { storageVerbs } from './storage.ts'
import { workVerbs } from './work.ts'

/** Every action type that a provider does, with the family that it needs. */
export const providerVerbs: Readonly<Record<string, ProviderVerb>> = {
  ...notificationVerbs,
  ...cacheVerbs,
  ...storageVerbs,
  ...workVerbs,
}
