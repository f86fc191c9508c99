import type { RetryPolicy } from '../action/retry-policy.ts'
import type { ProblemList } from '../errors/problem-list.ts'
import { MemberReader } from './check-value.ts'
import type { Bounds } from './limits.ts'
import type { TriggerOrigin } from './normalized-trigger.ts'

const retryKeys = ['maxAttempts', 'initialDelay', 'maxDelay', 'backoffMultiplier', 'retryOn', 'jitter'] as const
const maxReasons = 100

/** Checks an action's `retry`. */
export function readRetry(
  value: Readonly<Record<string, unknown>> | undefined,
  path: string,
  { origin, bounds }: { origin: TriggerOrigin; bounds: Bounds },
  problems: ProblemList,
): RetryPolicy | undefined {
  if (value === undefined) return undefined
  const reader = new MemberReader(value, path, problems)
  reader.allowOnly(retryKeys, 'key of a retry')
  const { maxAttempts, maxRetryDelayMs, maxBackoff } = bounds
  const isDelay = (delay: number): boolean => delay >= 0 && delay <= maxRetryDelayMs
  const aDelay = `a number of milliseconds from 0 to ${maxRetryDelayMs}`
  const isFactor = (factor: number): boolean => factor >= 1 && factor <= maxBackoff
  const isAttempts = (attempts: number): boolean =>
    Number.isInteger(attempts) && attempts >= 1 && attempts <= maxAttempts
  const retry: RetryPolicy = {
    maxAttempts: reader.number('maxAttempts', `a whole number from 1 to ${maxAttempts}`, isAttempts),
    initialDelay: reader.number('initialDelay', aDelay, isDelay),
    maxDelay: reader.number('maxDelay', aDelay, isDelay),
    backoffMultiplier: reader.number('backoffMultiplier', `a number from 1 to ${maxBackoff}`, isFactor),
    jitter: reader.number('jitter', 'a number from 0 to 1', (share) => share >= 0 && share <= 1),
    retryOn: readRetryOn(reader, origin),
  }
  return Object.freeze(Object.fromEntries(Object.entries(retry).filter(([, member]) => member !== undefined)))
}

function readRetryOn(reader: MemberReader, origin: TriggerOrigin): RetryPolicy['retryOn'] {
  const isReason = (item: unknown): boolean =>
    typeof item === 'string' || typeof item === 'number' || (origin === 'code' && typeof item === 'function')
  const expected =
    origin === 'code'
      ? 'an array of error codes, HTTP statuses or error classes'
      : 'an array of error codes or HTTP statuses'
  return reader.check(
    'retryOn',
    expected,
    (value): value is NonNullable<RetryPolicy['retryOn']> =>
      Array.isArray(value) && value.length <= maxReasons && value.every(isReason),
  )
}
