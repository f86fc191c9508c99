import { providerVerbs } from '../action/executors/provider/provider-verbs.ts'
import { currentContext, runInContext } from '../context/execution-context.ts'
import type { Provider } from '../provider/provider.ts'
import type { ProviderRegistry } from '../provider/provider-registry.ts'
import { Semaphore } from './semaphore.ts'

const unlimited: ReadonlySet<string> = new Set(['database', 'custom', 'record', 'log'])

/** How many external actions run at a time: so many of each provider as it takes, and of each family that has none (R33). */
export class ProviderLimits {
  readonly #providers: ProviderRegistry
  readonly #concurrency: number
  readonly #byOwner = new Map<Provider | string, Semaphore>()

  constructor(providers: ProviderRegistry, concurrency: number) {
    this.#providers = providers
    this.#concurrency = concurrency
  }

  /**
   * Runs an action of that type, whose rendered payload is `input`, when fewer than may are running. What only holds other actions is not limited
   * itself; nor is what an action leads to that holds a place of the same limit and waits for it: it would wait for itself.
   */
  run<T>(type: string, input: Readonly<Record<string, unknown>>, task: () => Promise<T>): Promise<T> {
    const limit = this.#limitOf(type, input)
    const { held = [] } = currentContext()
    if (limit === undefined || held.some((place) => place.isHeld && place.limit === limit)) return task()
    return limit.run(async () => {
      const place = { limit, isHeld: true }
      try {
        return await runInContext({ held: [...held, place] }, task)
      } finally {
        place.isHeld = false
      }
    })
  }

  /** How many actions of that type are worth having under way at once. */
  widthOf(type: string, input: Readonly<Record<string, unknown>>): number {
    return Math.max(this.#concurrency, this.#providerOf(type, input)?.concurrency ?? 0)
  }

  #limitOf(type: string, input: Readonly<Record<string, unknown>>): Semaphore | undefined {
    const family = type.split('.')[0]!
    if (unlimited.has(family) || type === 'fallback.run') return undefined
    const provider = this.#providerOf(type, input)
    const owner = provider ?? family
    const limit = this.#byOwner.get(owner) ?? new Semaphore(provider?.concurrency ?? this.#concurrency)
    this.#byOwner.set(owner, limit)
    return limit
  }

  #providerOf(type: string, input: Readonly<Record<string, unknown>>): Provider | undefined {
    const verb = Object.hasOwn(providerVerbs, type) ? providerVerbs[type] : undefined
    if (verb === undefined) return undefined
    const tag = input[verb.tagField]
    return this.#providers.find(verb.family, typeof tag === 'string' ? tag : undefined)
  }
}
