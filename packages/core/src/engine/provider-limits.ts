import { providerVerbs } from '../action/executors/provider/provider-verbs.ts'
import type { Provider } from '../provider/provider.ts'
import type { ProviderRegistry } from '../provider/provider-registry.ts'
import { Semaphore } from './semaphore.ts'

type Limit = <T>(task: () => Promise<T>) => Promise<T>

const unlimited: ReadonlySet<string> = new Set(['database', 'custom', 'record', 'log'])
const without: Limit = (task) => task()

/** How many external actions run at a time: so many of each provider as it takes, and of each family that has none (R33). */
export class ProviderLimits {
  readonly #providers: ProviderRegistry
  readonly #concurrency: number
  readonly #byOwner = new Map<Provider | string, Semaphore>()

  constructor(providers: ProviderRegistry, concurrency: number) {
    this.#providers = providers
    this.#concurrency = concurrency
  }

  /** Of an action of that type whose payload, rendered or not, is `input`. What only holds other actions is not limited itself. */
  of(type: string, input: Readonly<Record<string, unknown>>): Limit {
    const family = type.split('.')[0]!
    if (unlimited.has(family) || type === 'fallback.run') return without
    const provider = this.#providerOf(type, input)
    const owner = provider ?? family
    let semaphore = this.#byOwner.get(owner)
    if (semaphore === undefined) {
      semaphore = new Semaphore(provider?.concurrency ?? this.#concurrency)
      this.#byOwner.set(owner, semaphore)
    }
    const limit = semaphore
    return (task) => limit.run(task)
  }

  /** How many actions of that type are worth having under way at once. */
  widthOf(type: string, input: Readonly<Record<string, unknown>>): number {
    return Math.max(this.#concurrency, this.#providerOf(type, input)?.concurrency ?? 0)
  }

  #providerOf(type: string, input: Readonly<Record<string, unknown>>): Provider | undefined {
    const verb = Object.hasOwn(providerVerbs, type) ? providerVerbs[type] : undefined
    if (verb === undefined) return undefined
    const tag = input[verb.tagField]
    return this.#providers.find(verb.family, typeof tag === 'string' ? tag : undefined)
  }
}
