import type { ProviderCall } from '@triggerkit/core'
import type { ProviderFailures } from '../failure/provider-failures.ts'
import { untilAborted } from '../failure/until-aborted.ts'
import type { Cooldowns } from './cooldowns.ts'
import type { FallbackAlternative, FallbackChain } from './fallbacks-options.ts'

export interface ChainRun {
  readonly name: string
  readonly alternatives: FallbackChain
  readonly input: unknown
  readonly call: ProviderCall
  readonly cooldowns: Cooldowns
  readonly failures: ProviderFailures
}

/** Why an alternative gave no result. */
interface Miss {
  readonly name: string
  readonly reason: string
  readonly retryable: boolean
  readonly retryAfterMs?: number
  readonly error?: unknown
}

/** @throws ProviderError of code `FALLBACK_FAILED` that names each alternative; final where each of them was. What the signal was aborted with. */
export async function runChain(chain: ChainRun): Promise<{ name: string; result: unknown }> {
  const misses: Miss[] = []
  for (const alternative of chain.alternatives) {
    const passedOverMs = await chain.cooldowns.msLeft(chain.name, alternative)
    chain.call.signal.throwIfAborted()
    if (passedOverMs > 0) {
      misses.push(passedOver(alternative, passedOverMs))
      continue
    }
    try {
      return { name: alternative.name, result: await runOne(chain, alternative) }
    } catch (error) {
      await countFailure(chain, alternative, error)
      chain.call.signal.throwIfAborted()
      misses.push(missOf(alternative, error))
    }
  }
  throw chainError(chain, misses)
}

function runOne({ input, call }: ChainRun, by: FallbackAlternative): Promise<unknown> {
  const { timeoutMs } = by
  if (timeoutMs === undefined) return untilAborted(call.signal, async () => by.run(input, call))
  const signal = AbortSignal.any([call.signal, AbortSignal.timeout(timeoutMs)])
  return untilAborted(signal, async () => by.run(input, { ...call, signal }))
}

/** One that was running when the action's time was up is the one that took it; when the engine closes, it is not. */
async function countFailure({ name, call, cooldowns }: ChainRun, by: FallbackAlternative, error: unknown) {
  const { signal } = call
  const counts = signal.aborted ? fieldOf(signal.reason, 'code') === 'ACTION_TIMEOUT' : isRetryable(error)
  if (counts) await cooldowns.count(name, by)
}

function passedOver({ name, cooldown }: FallbackAlternative, retryAfterMs: number): Miss {
  const reason = `passed over for another ${Math.ceil(retryAfterMs / 1_000)} s, for it failed ${cooldown?.failures} times`
  return { name, reason, retryable: true, retryAfterMs }
}

function missOf({ name, timeoutMs }: FallbackAlternative, error: unknown): Miss {
  const isLate = fieldOf(error, 'name') === 'TimeoutError' && timeoutMs !== undefined
  const told = isLate ? `it took longer than ${timeoutMs} ms` : fieldOf(error, 'message')
  const retryAfterMs = fieldOf(error, 'retryAfterMs')
  return {
    name,
    reason: typeof told === 'string' && told !== '' ? told.replace(/\.$/, '') : String(error),
    retryable: isRetryable(error),
    ...(typeof retryAfterMs === 'number' && { retryAfterMs }),
    error,
  }
}

function chainError({ name, call, failures }: ChainRun, misses: readonly Miss[]): Error {
  const errors = misses.flatMap(({ error }) => (error === undefined ? [] : [error]))
  const retryable = misses.some((miss) => miss.retryable)
  const waits = misses.filter((miss) => miss.retryable).map((miss) => miss.retryAfterMs)
  const isKnown = waits.length > 0 && waits.every((wait) => wait !== undefined)
  return failures.of(new AggregateError(errors, 'no alternative succeeded'), call, {
    doing: `run the chain ${JSON.stringify(name)}`,
    code: 'FALLBACK_FAILED',
    reason: `none of its alternatives succeeded: ${misses.map((miss) => `${miss.name}: ${miss.reason}`).join('; ')}`,
    remedy: retryable
      ? 'Another attempt may succeed'
      : 'Each said that no further attempt can succeed: see what they say',
    retryable,
    ...(isKnown && { retryAfterMs: Math.min(...(waits as number[])) }),
  })
}

function isRetryable(error: unknown): boolean {
  return fieldOf(error, 'retryable') !== false
}

function fieldOf(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[field] : undefined
}
