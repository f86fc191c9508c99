import type { RetryPolicy } from '../action/retry-policy.ts'
import type { ProblemList } from '../errors/problem-list.ts'
import { MemberReader } from './check-value.ts'
import type { TriggerOrigin } from './normalized-trigger.ts'

const retryKeys = ['maxAttempts', 'initialDelay', 'maxDelay', 'backoffMultiplier', 'retryOn', 'jitter'] as const
const maxAttempts = 1_000

/** Checks an action's `retry`. */
export function readRetry(
  value: Readonly<Record<string, unknown>> | undefined,
  path: string,
  origin: TriggerOrigin,
  problems: ProblemList,
): RetryPolicy | undefined {
  if (value === undefined) return undefined
  const reader = new MemberReader(value, path, problems)
  reader.allowOnly(retryKeys, 'key of a retry')
  const isDelay = (delay: number): boolean => delay >= 0
  const retry: RetryPolicy = {
    maxAttempts: reader.number('maxAttempts', `a whole number from 1 to ${maxAttempts}`, (attempts) =>
      isAttempts(attempts),
    ),
    initialDelay: reader.number('initialDelay', 'a number of milliseconds from 0', isDelay),
    maxDelay: reader.number('maxDelay', 'a number of milliseconds from 0', isDelay),
    backoffMultiplier: reader.number('backoffMultiplier', 'a number from 1', (factor) => factor >= 1),
    jitter: reader.number('jitter', 'a number from 0 to 1', (share) => share >= 0 && share <= 1),
    retryOn: readRetryOn(reader, origin),
  }
  return Object.freeze(Object.fromEntries(Object.entries(retry).filter(([, member]) => member !== undefined)))
}

function isAttempts(attempts: number): boolean {
  return Number.isInteger(attempts) && attempts >= 1 && attempts <= maxAttempts
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
    (value): value is NonNullable<RetryPolicy['retryOn']> => Array.isArray(value) && value.every(isReason),
  )
}
