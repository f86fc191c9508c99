import { TriggerkitError } from '../errors/triggerkit-error.ts'
import { isPlainObject } from '../value/plain-object.ts'
import type { GeneralProvider } from './general-provider.ts'
import type { Provider } from './provider.ts'
import {
  isProviderFamily,
  notificationFamilies,
  type ProviderFamilies,
  type ProviderFamily,
  providerFamilies,
} from './provider-family.ts'

/**
 * Providers by family (`email`: the default of its family), by tag (`emails`, `redis-cache`), by the whole tag of one message or topic
 * (`emails:welcome-message`), or by tags within their family (`cache: { 'redis-cache': … }`).
 */
export type Providers = {
  [F in ProviderFamily]?: ProviderFamilies[F] | Readonly<Record<string, ProviderFamilies[F]>>
} & { [tag: string]: AnyProvider | Readonly<Record<string, AnyProvider>> | undefined }

type AnyProvider = Provider | ProviderFamilies[ProviderFamily]

export interface ProviderEntry {
  family: ProviderFamily
  tag: string | undefined
  provider: Provider
}

/** The tag under which a family's default is kept. */
const byDefault = ''

/** The providers of one engine: found by the tag that an action names, else the default of its family. */
export class ProviderRegistry {
  /** Does the actions of families that have no provider of their own. */
  general: GeneralProvider | undefined
  readonly #families = new Map<ProviderFamily, Map<string, Provider>>()
  #closed: Promise<void> | undefined

  constructor(providers: Providers = {}) {
    for (const [key, provider] of Object.entries(providers)) if (provider !== undefined) this.add(key, provider)
  }

  /**
   * Adds a provider, or replaces the one of that family or tag; the old one is not closed. Under a family's name also several by their tags.
   *
   * @throws TriggerkitError of code `PROVIDER_INVALID` where it cannot be told what it is for, or it is for another family.
   */
  add(key: string, provider: AnyProvider | Readonly<Record<string, AnyProvider>>): void {
    if (isProviderFamily(key) && isByTag(provider)) {
      for (const [tag, tagged] of Object.entries(provider)) this.#set(key, tag, tagged, `${key}"]["${tag}`)
    } else this.#set(isProviderFamily(key) ? key : undefined, isProviderFamily(key) ? byDefault : key, provider, key)
  }

  /** The provider of that tag, else of what precedes its `:`, else the default of the family. */
  find<F extends ProviderFamily>(family: F, tag?: string): ProviderFamilies[F] | undefined {
    const providers = this.#families.get(family)
    if (providers === undefined) return undefined
    const found = (tag && (providers.get(tag) ?? providers.get(beforeColon(tag)))) || providers.get(byDefault)
    return found as ProviderFamilies[F] | undefined
  }

  /** Whether `find` would find one; of a family without a tag: whether there is any. `notification` stands for its four families. */
  has(family: string, tag?: string): boolean {
    const families = (family === 'notification' ? notificationFamilies : [family]).filter(isProviderFamily)
    return families.some((each) => (tag === undefined ? this.#families.has(each) : this.find(each, tag) !== undefined))
  }

  /** Each provider with each family and tag that it stands for; the default of its family has no tag. */
  entries(): ProviderEntry[] {
    return [...this.#families].flatMap(([family, providers]) =>
      [...providers].map(([tag, provider]) => ({ family, tag: tag === byDefault ? undefined : tag, provider })),
    )
  }

  /** The tags under which providers of the family are registered. */
  tagsOf(family: ProviderFamily): string[] {
    return [...(this.#families.get(family)?.keys() ?? [])].filter((tag) => tag !== byDefault)
  }

  /** Closes every provider once; all of them, also where one fails. Rejects with an `AggregateError` of what failed. */
  close(): Promise<void> {
    this.#closed ??= closeAll([...this.#families.values()].flatMap((providers) => [...providers.values()]))
    return this.#closed
  }

  #set(byKey: ProviderFamily | undefined, tag: string, provider: unknown, key: string): void {
    if (!isProvider(provider)) throw invalid(key, 'it is no provider')
    const family = provider.family ?? byKey
    if (family === undefined)
      throw invalid(key, `it does not say what it is for: give it \`family\`, one of ${providerFamilies.join(', ')}`)
    if (!isProviderFamily(family))
      throw invalid(key, `"${String(family)}" is no family; families are ${providerFamilies.join(', ')}`)
    if (byKey !== undefined && byKey !== family) throw invalid(key, `it is a provider of family "${family}"`)
    const { concurrency } = provider
    if (
      concurrency !== undefined &&
      concurrency !== Number.POSITIVE_INFINITY &&
      !(Number.isInteger(concurrency) && concurrency >= 1)
    )
      throw invalid(key, '`concurrency` has to be a whole number of 1 or more')
    const providers = this.#families.get(family) ?? new Map<string, Provider>()
    this.#families.set(family, providers.set(tag, provider))
  }
}

function isProvider(value: unknown): value is AnyProvider {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

/** Several providers by tag: a plain object of objects. A provider itself has functions. */
function isByTag(value: unknown): value is Readonly<Record<string, AnyProvider>> {
  if (!isPlainObject(value) || Object.hasOwn(value, 'family')) return false
  const members = Object.values(value)
  return members.length > 0 && members.every(isProvider)
}

function beforeColon(tag: string): string {
  const colon = tag.indexOf(':')
  return colon < 0 ? tag : tag.slice(0, colon)
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
