import type { FallbackProvider, ProviderCall } from '@triggerkit/core'
import { ProviderFailures } from '../failure/provider-failures.ts'
import { untilAborted } from '../failure/until-aborted.ts'
import { findNamed } from '../lookup/find-named.ts'
import { Cooldowns } from './cooldowns.ts'
import { type FallbacksOptions, fallbacksProblems } from './fallbacks-options.ts'
import { storeSecrets } from './limiter-store.ts'
import { limitersOf } from './open-limiters.ts'
import { runChain } from './run-chain.ts'
import { storeFailure } from './store-failure.ts'

/**
 * Chains of alternatives, each tried when the one before has failed. One that fails time and again is passed over for a while; that is counted by
 * rate-limiter-flexible (install it beside this package) in memory, or in Redis or PostgreSQL for all processes. Result: `{ name, result }` of the
 * alternative that succeeded.
 *
 * ```ts
 * const pay = [
 *   { name: 'stripe', run: payWithStripe, timeoutMs: 5_000, cooldown: { failures: 5, durationSeconds: 60 } },
 *   { name: 'paypal', run: payWithPaypal },
 * ]
 * createTriggers({ providers: { fallback: fallbacks({ chains: { pay } }) } })
 * ```
 *
 * @throws ProviderError of code `PROVIDER_OPTIONS` with every problem of the options.
 */
export function fallbacks(options: FallbacksOptions): FallbackProvider & { readonly name: string } {
  const problems = fallbacksProblems(options)
  if (problems.length > 0)
    throw new ProviderFailures('fallbacks').final(undefined, `has wrong options: ${problems.join(' ')}`)
  const failures = new ProviderFailures('fallbacks', storeSecrets(options.store))
  const limiters = limitersOf('fallbacks()', options)
  const cooldowns = new Cooldowns(limiters)
  return {
    family: 'fallback',
    name: 'fallbacks',
    async execute(fallback: string, input: unknown, call: ProviderCall) {
      call.signal.throwIfAborted()
      const found = findNamed(options.chains, fallback, 'chain')
      if ('problem' in found) throw failures.final(call, found.problem, 'FALLBACK_UNKNOWN')
      return runChain({ name: found.name, alternatives: found.entry, input, call, cooldowns, failures })
    },
    async health({ signal }) {
      try {
        await untilAborted(signal, async () => (await limiters.get()).counters.get('health'))
      } catch (error) {
        throw failures.of(error, undefined, storeFailure(error, 'ask its store'))
      }
    },
    close: () => limiters.close(),
  }
}
