import { untilAborted } from '../failure/until-aborted.ts'
import type { LazyClient } from '../vendor/lazy-client.ts'
import type { FallbackAlternative } from './fallbacks-options.ts'
import type { Limiters } from './open-limiters.ts'

/** How long the store may keep a chain waiting: fallbacks are for when things are down. */
const storeTimeoutMs = 1_000

/**
 * How often alternatives have failed of late, for all processes on the same store. A store that does not answer in a second keeps nothing from
 * running: then nothing is passed over, and nothing counted.
 */
export class Cooldowns {
  readonly #limiters: LazyClient<Limiters>

  constructor(limiters: LazyClient<Limiters>) {
    this.#limiters = limiters
  }

  /** Milliseconds for which it is passed over; 0 where it may run. */
  async msLeft(chain: string, { name, cooldown }: FallbackAlternative): Promise<number> {
    if (cooldown === undefined) return 0
    const counted = await this.#ask(async ({ counters }) => counters.get(keyOf(chain, name)))
    return counted && counted.consumedPoints >= cooldown.failures ? Math.max(0, counted.msBeforeNext) : 0
  }

  async count(chain: string, { name, cooldown }: FallbackAlternative): Promise<void> {
    if (cooldown === undefined) return
    const options = { customDuration: cooldown.durationSeconds }
    await this.#ask(async ({ counters }) => counters.penalty(keyOf(chain, name), 1, options))
  }

  async #ask<T>(work: (limiters: Limiters) => Promise<T>): Promise<T | undefined> {
    try {
      return await untilAborted(AbortSignal.timeout(storeTimeoutMs), async () => work(await this.#limiters.get()))
    } catch {
      return undefined
    }
  }
}

function keyOf(chain: string, name: string): string {
  return `fallback:${chain}:${name}`
}
