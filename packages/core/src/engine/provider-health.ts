import type { Clock } from '../action/clock.ts'
import { withTimeout } from '../action/timeout.ts'
import { escapeControls } from '../errors/escape-controls.ts'
import { messageOf } from '../errors/to-error.ts'
import type { ProviderFamily } from '../provider/provider-family.ts'
import type { ProviderEntry, ProviderRegistry } from '../provider/provider-registry.ts'

/** What `health()` says of a provider. */
export interface ProviderHealth {
  family: ProviderFamily
  /** Absent: the default of its family. */
  tag?: string
  /** What it calls itself: `redis`. */
  provider?: string
  /** `unknown`: it has no way to tell. */
  state: 'up' | 'down' | 'unknown'
  /** Milliseconds that it took to answer. */
  durationMs: number
  /** Why it is down. */
  error?: string
}

/** Asks each provider once, all at the same time. Never rejects. */
export async function providerHealth(
  providers: ProviderRegistry,
  { timeoutMs, clock }: { timeoutMs: number; clock: Clock },
): Promise<ProviderHealth[]> {
  const asked = new Map<ProviderEntry['provider'], Promise<Pick<ProviderHealth, 'state' | 'durationMs' | 'error'>>>()
  const ask = async ({ provider }: ProviderEntry): Promise<Pick<ProviderHealth, 'state' | 'durationMs' | 'error'>> => {
    if (provider.health === undefined) return { state: 'unknown', durationMs: 0 }
    const began = clock.now()
    const late = (): Error => new Error(`it did not answer within ${timeoutMs} ms`)
    try {
      await withTimeout(async (signal) => provider.health!({ signal }), { timeoutMs, clock, error: late })
      return { state: 'up', durationMs: clock.now() - began }
    } catch (error) {
      return { state: 'down', durationMs: clock.now() - began, error: escapeControls(messageOf(error)) }
    }
  }
  return Promise.all(
    providers.entries().map(async (entry) => {
      const answer = asked.get(entry.provider) ?? ask(entry)
      asked.set(entry.provider, answer)
      const { family, tag, provider } = entry
      return {
        family,
        ...(tag !== undefined && { tag }),
        ...(provider.name !== undefined && { provider: provider.name }),
        ...(await answer),
      }
    }),
  )
}

/** `The cache provider "redis-cache" (redis)` */
export function describeProvider({ family, tag, provider }: ProviderEntry): string {
  const named = tag === undefined ? '' : ` "${tag}"`
  return escapeControls(`The ${family} provider${named}${provider.name === undefined ? '' : ` (${provider.name})`}`)
}
