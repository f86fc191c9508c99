import { TriggerkitError } from '../errors/triggerkit-error.ts'
import type { Provider } from './provider.ts'
import {
  isProviderFamily,
  notificationFamilies,
  type ProviderFamilies,
  type ProviderFamily,
  providerFamilies,
} from './provider-family.ts'

/** Providers by family (`email`: the default of its family) or by tag (`emails`, `redis-cache`). */
export type Providers = { [F in ProviderFamily]?: ProviderFamilies[F] } & { [tag: string]: Provider | undefined }

interface Entry {
  family: ProviderFamily
  provider: Provider
}

/** The providers of one engine: found by the tag that an action names, else the default of its family. */
export class ProviderRegistry {
  readonly #entries = new Map<string, Entry>()
  #closed: Promise<void> | undefined

  constructor(providers: Providers = {}) {
    for (const [key, provider] of Object.entries(providers)) if (provider !== undefined) this.add(key, provider)
  }

  /**
   * Adds a provider, or replaces the one of that family or tag; the old one is not closed.
   *
   * @throws TriggerkitError of code `PROVIDER_INVALID` where it cannot be told what it is for, or it is for another family.
   */
  add(key: string, provider: Provider): void {
    if (provider === null || typeof provider !== 'object') throw invalid(key, 'it is no provider')
    const byKey = isProviderFamily(key) ? key : undefined
    const family = provider.family ?? byKey
    if (family === undefined)
      throw invalid(key, `it does not say what it is for: give it \`family\`, one of ${providerFamilies.join(', ')}`)
    if (!isProviderFamily(family))
      throw invalid(key, `"${String(family)}" is no family; families are ${providerFamilies.join(', ')}`)
    if (byKey !== undefined && byKey !== family) throw invalid(key, `it is a provider of family "${family}"`)
    this.#entries.set(key, { family, provider })
  }

  /** The provider of that tag, else the default of the family. */
  find<F extends ProviderFamily>(family: F, tag?: string): ProviderFamilies[F] | undefined {
    const tagged = tag === undefined ? undefined : this.#entries.get(tag)
    const entry = tagged?.family === family ? tagged : this.#entries.get(family)
    return entry?.provider as ProviderFamilies[F] | undefined
  }

  /** Whether `find` would find one; of a family without a tag: whether there is any. `notification` stands for its four families. */
  has(family: string, tag?: string): boolean {
    const families = family === 'notification' ? notificationFamilies : [family]
    if (tag !== undefined) return families.some((each) => isProviderFamily(each) && this.find(each, tag) !== undefined)
    for (const entry of this.#entries.values()) if (families.includes(entry.family)) return true
    return false
  }

  /** The tags under which providers of the family are registered. */
  tagsOf(family: ProviderFamily): string[] {
    return [...this.#entries].filter(([key, entry]) => entry.family === family && key !== family).map(([key]) => key)
  }

  /** Closes every provider once; all of them, also where one fails. Rejects with an `AggregateError` of what failed. */
  close(): Promise<void> {
    this.#closed ??= closeAll([...this.#entries.values()].map(({ provider }) => provider))
    return this.#closed
  }
}

async function closeAll(providers: readonly Provider[]): Promise<void> {
  const settled = await Promise.allSettled([...new Set(providers)].map(async (provider) => provider.close?.()))
  const failures = settled.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} of the providers could not be closed.`)
}

function invalid(key: string, reason: string): TriggerkitError {
  return new TriggerkitError({ code: 'PROVIDER_INVALID', message: `providers["${key}"]: ${reason}.`, data: { key } })
}
