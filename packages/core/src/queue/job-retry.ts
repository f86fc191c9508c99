import { isRetryable, retryAfterOf } from '../action/is-retryable.ts'
import { delayAfter } from '../action/retry.ts'
import type { RetryPolicy } from '../action/retry-policy.ts'
import { ProviderMissingError } from '../errors/provider-missing-error.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** Standard Webhooks' schedule: at once, then after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h. */
const webhookDelays = [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 10 * hour]
const webhookJitter = 0.2

/** What a Job is tried by that says nothing about it: 8 attempts, after 1 s, 4 s, 16 s and so on to an hour. */
const defaultPolicy: RetryPolicy = { maxAttempts: 8, initialDelay: second, backoffMultiplier: 4, maxDelay: hour }

interface RetriedAction {
  readonly type: string
  readonly family: string
  readonly retry?: RetryPolicy
}

/** Failed attempts of a queued action before it is a dead letter. */
export function maxAttemptsOf(action: RetriedAction): number {
  return action.retry?.maxAttempts ?? (isWebhook(action) ? webhookDelays.length + 1 : defaultPolicy.maxAttempts!)
}

/** Milliseconds to the next attempt of a Job that failed `failures` times with this error, or undefined where that was the last. */
export function nextDelayOf(
  action: RetriedAction,
  { failures, maxAttempts, error, random }: { failures: number; maxAttempts: number; error: unknown; random: number },
): number | undefined {
  if (failures >= maxAttempts || !isWorthAnother(error, action)) return undefined
  const asked = retryAfterOf(error)
  const saysWhen = delayNames.some((name) => action.retry?.[name] !== undefined)
  if (saysWhen || !isWebhook(action))
    return delayAfter(failures, { ...(saysWhen ? {} : defaultPolicy), ...action.retry }, random, asked)
  const whole = webhookDelays[Math.min(failures, webhookDelays.length) - 1]!
  const jitter = action.retry?.jitter ?? webhookJitter
  return Math.round(Math.max(whole * (1 + jitter * (random - 0.5)), asked ?? 0))
}

const delayNames = ['initialDelay', 'maxDelay', 'backoffMultiplier'] as const

/** A provider that this process lacks another one may have, or this one after its next start. */
function isWorthAnother(error: unknown, { retry }: RetriedAction): boolean {
  return isRetryable(error, retry?.retryOn) || (retry?.retryOn === undefined && ProviderMissingError.isInstance(error))
}

function isWebhook({ type, family }: RetriedAction): boolean {
  return type === 'notification.callback' || family === 'http'
}
