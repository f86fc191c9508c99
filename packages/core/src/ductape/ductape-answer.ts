import type { Clock } from '../action/clock.ts'
import type { Row } from '../change/change.ts'
import { messageOf } from '../errors/to-error.ts'
import { ProviderError } from '../provider/provider-error.ts'
import type { QuotaAnswer } from '../provider/quota-provider.ts'
import type { DuctapeAnswer } from './ductape-call.ts'
import { readMember } from './read-member.ts'

const failedStatuses: ReadonlySet<unknown> = new Set(['failed', 'rolled_back'])

/**
 * What an answer of the SDK is to an action: the very same value, but for a quota's and a cache entry's.
 *
 * @throws ProviderError of code `DUCTAPE_FAILED` where the answer says that it failed, although the call did not reject.
 */
export function judgeAnswer(kind: DuctapeAnswer, answer: unknown, path: string, values: Row, clock: Clock): unknown {
  if (kind === 'entry') return toEntry(answer)
  if (kind === 'quota') return toQuotaAnswer(answer, Number(values.amount), clock.now())
  if (kind === 'success') assertSucceeded(answer, path)
  return answer
}

/** The quota is used up: nothing further is to be called. */
export function meansNo(kind: DuctapeAnswer, answer: unknown): boolean {
  return kind === 'quota' && !(answer as QuotaAnswer).allowed
}

function assertSucceeded(answer: unknown, path: string): void {
  if (answer === null || typeof answer !== 'object') return
  if (readMember(answer, 'success') !== false && !failedStatuses.has(readMember(answer, 'status'))) return
  const error = readMember(answer, 'error')
  const reason = error ?? readMember(answer, 'message')
  const said =
    typeof reason === 'string'
      ? reason
      : reason === undefined || reason === null
        ? 'no reason was given'
        : messageOf(reason)
  throw new ProviderError({
    code: 'DUCTAPE_FAILED',
    message: `Ductape's ${path} answered that it failed: ${said}`,
    cause: error,
    data: { call: path },
  })
}

/** The SDK gives an entry with its value, which it keeps as text. */
function toEntry(answer: unknown): unknown {
  if (answer === null) return undefined
  const isEntry = typeof answer === 'object' && Object.hasOwn(answer, 'value')
  const value = isEntry ? (answer as { value: unknown }).value : answer
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

/** `true`, `{ allowed }`, `{ exceeded }`, `{ remaining }`; anything else did not refuse. */
function toQuotaAnswer(answer: unknown, amount: number, now: number): QuotaAnswer {
  if (answer === null || typeof answer !== 'object') return { allowed: answer !== false }
  const [allowed, exceeded, remaining, resetsAt, retryAfter, retryAfterMs] = [
    'allowed',
    'exceeded',
    'remaining',
    'resetsAt',
    'retryAfter',
    'retryAfterMs',
  ].map((name) => readMember(answer, name))
  const left = typeof remaining === 'number' ? remaining : undefined
  const isAllowed = typeof allowed === 'boolean' ? allowed : exceeded !== true && (left === undefined || left >= amount)
  const milliseconds =
    typeof retryAfterMs === 'number'
      ? retryAfterMs
      : typeof retryAfter === 'number'
        ? retryAfter * 1_000
        : millisecondsUntil(resetsAt, now)
  return {
    allowed: isAllowed,
    ...(left === undefined ? {} : { remaining: left }),
    ...(isAllowed || milliseconds === undefined ? {} : { retryAfterMs: milliseconds }),
  }
}

function millisecondsUntil(instant: unknown, now: number): number | undefined {
  if (!(instant instanceof Date) && typeof instant !== 'string' && typeof instant !== 'number') return undefined
  const milliseconds = new Date(instant).getTime() - now
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds)
}
