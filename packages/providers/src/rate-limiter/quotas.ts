import type { ProviderCall, QuotaAnswer, QuotaProvider, QuotaUse } from '@triggerkit/core'
import { ProviderFailures } from '../failure/provider-failures.ts'
import { untilAborted } from '../failure/until-aborted.ts'
import { findNamed } from '../lookup/find-named.ts'
import { storeConcurrency, storeSecrets } from './limiter-store.ts'
import { limitersOf } from './open-limiters.ts'
import { QuotaCounter } from './quota-counter.ts'
import { type Quota, type QuotasOptions, quotasProblems } from './quotas-options.ts'
import { storeFailure } from './store-failure.ts'

/**
 * Quotas that are counted by rate-limiter-flexible (install it beside this package): in memory, in Redis or in PostgreSQL, where all processes
 * share them.
 *
 * What is granted in one window never adds up to more than its points, whatever runs at the same time. A use that is refused takes nothing;
 * where several large ones meet, one may be refused although it would just have fitted. Where a process dies in the middle of taking, what it
 * had taken is lost until the window ends.
 *
 * ```ts
 * const mails = { points: 100, durationSeconds: 60 }
 * createTriggers({ providers: { quota: quotas({ quotas: { mails }, store: { redis: new Redis() } }) } })
 * ```
 *
 * @throws ProviderError of code `PROVIDER_OPTIONS` with every problem of the options.
 */
export function quotas(options: QuotasOptions): QuotaProvider & { readonly name: string } {
  const { quotas: known, store = 'memory' } = options
  // In memory a mark costs half a kilobyte and outlives no process: it is there for attempts in a row.
  const { rememberSeconds = store === 'memory' ? 600 : 86_400 } = options
  const problems = quotasProblems(options)
  if (problems.length > 0)
    throw new ProviderFailures('quotas').final(undefined, `has wrong options: ${problems.join(' ')}`)
  const failures = new ProviderFailures('quotas', storeSecrets(options.store))
  const limiters = limitersOf('quotas()', options)

  const counterOf = async (text: string, use: QuotaUse, call: ProviderCall): Promise<QuotaCounter> => {
    const { name, entry } = quotaOf(known, text, use, call, failures)
    return new QuotaCounter(await limiters.get(), name, entry, use)
  }
  const ask = async (quota: string, call: ProviderCall, work: () => Promise<QuotaAnswer>): Promise<QuotaAnswer> => {
    try {
      return await untilAborted(call.signal, work)
    } catch (error) {
      if (call.signal.aborted) throw error
      throw failures.of(error, call, storeFailure(error, `count the quota ${JSON.stringify(quota)}`))
    }
  }
  return {
    family: 'quota',
    name: 'quotas',
    concurrency: storeConcurrency(store),
    check: (quota, use, call) => ask(quota, call, async () => (await counterOf(quota, use, call)).check()),
    consume: (quota, use, call) =>
      ask(quota, call, async () => (await counterOf(quota, use, call)).consume(call.idempotencyKey, rememberSeconds)),
    async health({ signal }) {
      try {
        await untilAborted(signal, async () => (await limiters.get()).markers.get('health'))
      } catch (error) {
        throw failures.of(error, undefined, storeFailure(error, 'ask its store'))
      }
    },
    close: () => limiters.close(),
  }
}

function quotaOf(
  known: Readonly<Record<string, Quota>>,
  text: string,
  { amount }: QuotaUse,
  call: ProviderCall,
  failures: ProviderFailures,
): { readonly name: string; readonly entry: Quota } {
  const found = findNamed(known, text, 'quota')
  if ('problem' in found) throw failures.final(call, found.problem, 'QUOTA_UNKNOWN')
  if (Number.isSafeInteger(amount) && amount > 0) return found
  throw failures.final(
    call,
    `counts whole points only: the amount ${amount} has to be a whole number.`,
    'INPUT_INVALID',
  )
}
