import type { ProviderCall, ProviderError } from '@triggerkit/core'
import { HttpError, retryAfterMs } from '@triggerkit/core/adapter'
import type { FailureDescription, ProviderFailures } from '../failure/provider-failures.ts'
import { pushCode } from '../push/push-code.ts'

interface Failed {
  call: ProviderCall
  failures: ProviderFailures
  doing: string
}

/** No answer, or an address that may not be reached. What is said of it holds no more of the endpoint than its host. */
export function toRequestFailure(thrown: unknown, { call, failures, doing }: Failed): ProviderError {
  const isRefused = HttpError.isInstance(thrown) && thrown.code === 'EGRESS_REFUSED'
  if (isRefused) {
    const reason = thrown.message.replace('createTriggers(', 'webPush(')
    const outcome = { reason, code: thrown.code, retryable: false }
    return failures.of(new Error(reason), call, { doing, ...outcome })
  }
  const told = codeOf(thrown) ?? 'the connection failed'
  const isRedirect = HttpError.isInstance(thrown) && thrown.code === 'HTTP_REDIRECT'
  const error = Object.assign(new Error(isRedirect ? 'the push service sent it elsewhere' : told), { code: told })
  return failures.of(error, call, { doing, retryable: !isRedirect })
}

function codeOf(thrown: unknown): string | undefined {
  const { cause } = (thrown ?? {}) as { cause?: { code?: unknown } | null }
  return typeof cause?.code === 'string' ? cause.code : undefined
}

/** `text` is the answer's, without what is secret in the endpoint. */
export function toAnswerFailure(
  { status, retryAfter, text }: { status: number; retryAfter: string | null; text: string },
  { call, failures, doing }: Failed,
): ProviderError {
  const reason = `the push service answered ${status}${text === '' ? '' : ` (${text})`}`
  const told = { doing, status, retryAfterMs: retryAfterMs(retryAfter), ...outcomeOf(status) }
  return failures.of(new Error(reason), call, told)
}

function outcomeOf(status: number): Partial<FailureDescription> {
  if (status === 404 || status === 410) {
    const remedy = 'The subscription is gone: take it out of your records'
    return { retryable: false, code: pushCode.tokenGone, remedy }
  }
  if (status === 401 || status === 403) {
    const remedy =
      "See that the browser subscribed with `vapid.publicKey` as its applicationServerKey, and that this machine's clock is right"
    return { retryable: false, code: pushCode.credentials, remedy }
  }
  if (status === 413) return { retryable: false, code: pushCode.tooLarge, remedy: 'Send less' }
  if (status === 429) return { retryable: true, remedy: 'Send less often to this browser' }
  return { retryable: status >= 500 || status === 408 || status === 425 }
}
