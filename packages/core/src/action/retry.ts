import { type Clock, sleep } from './clock.ts'
import { isRetryable, retryAfterOf } from './is-retryable.ts'
import type { RetryPolicy } from './retry-policy.ts'

const defaults = { maxAttempts: 1, initialDelay: 1_000, maxDelay: 30_000, backoffMultiplier: 2, jitter: 0.2 }

/** Takes what is to be called when the engine closes; gives the function that calls it off. */
export type OnClose = (callback: () => void) => () => void

interface RetryOptions {
  policy?: RetryPolicy
  clock: Clock
  signal?: AbortSignal
  onClose?: OnClose
}

/** Tries until it succeeds, fails for good, or the policy is used up; rejects with the last error. Aborting and closing end the wait, not an attempt. */
export async function retry<T>(
  attempt: (number: number) => Promise<T>,
  { policy, clock, signal, onClose }: RetryOptions,
): Promise<T> {
  for (let number = 1; ; number++) {
    try {
      return await attempt(number)
    } catch (error) {
      if (!leadsToAnother(number, error, policy)) throw error
      const delayMs = delayAfter(number, policy, clock.random(), retryAfterOf(error))
      if (!(await waits(clock, delayMs, signal, onClose))) throw error
    }
  }
}

/** Whether the policy has an attempt after this one, which failed so. */
export function leadsToAnother(number: number, error: unknown, policy: RetryPolicy | undefined): boolean {
  const maxAttempts = Math.max(1, Math.floor(policy?.maxAttempts ?? defaults.maxAttempts))
  return number < maxAttempts && isRetryable(error, policy?.retryOn)
}

/** Whether the whole delay was waited for. */
async function waits(
  clock: Clock,
  delayMs: number,
  signal: AbortSignal | undefined,
  onClose: OnClose | undefined,
): Promise<boolean> {
  const controller = new AbortController()
  const stop = (): void => controller.abort()
  const forget = onClose?.(stop)
  if (signal?.aborted) stop()
  signal?.addEventListener('abort', stop, { once: true })
  try {
    await sleep(clock, delayMs, controller.signal)
    return true
  } catch {
    return false
  } finally {
    forget?.()
    signal?.removeEventListener('abort', stop)
  }
}

/**
 * Milliseconds between attempt `number` and the next. What a receiver asks for (`Retry-After`) makes it longer; it is never more than
 * `maxDelay`.
 */
export function delayAfter(
  number: number,
  policy: RetryPolicy | undefined = {},
  random: number,
  retryAfterMs = 0,
): number {
  const initialDelay = policy.initialDelay ?? defaults.initialDelay
  const maxDelay = policy.maxDelay ?? defaults.maxDelay
  const jitter = Math.min(1, Math.max(0, policy.jitter ?? defaults.jitter))
  const whole = Math.min(
    maxDelay,
    initialDelay * (policy.backoffMultiplier ?? defaults.backoffMultiplier) ** (number - 1),
  )
  return Math.round(Math.min(maxDelay, Math.max(whole * (1 + jitter * (random - 0.5)), retryAfterMs)))
}
