import { HttpError, type HttpResponse, retryAfterMs, toText } from '@triggerkit/core/adapter'
import type { FailureDescription } from '../failure/provider-failures.ts'

const passing: ReadonlySet<number> = new Set([408, 425, 429])
const maxTold = 200
const remedies: Readonly<Record<number, string>> = {
  401: 'See that the secret (and its headers) are those of the receiver.',
  403: 'See that the secret (and its headers) are those of the receiver.',
  404: 'See that its `url` is right.',
  410: 'The receiver wants no more of it: take the endpoint out.',
  413: 'Send a smaller body.',
}

/** Why a call failed that got no answer, or none that may be had: an error without the address, whose path may be secret, and what it comes to. */
export function failureOf(error: unknown): { thrown: unknown; description: Partial<FailureDescription> } {
  if (!HttpError.isInstance(error)) return { thrown: error, description: {} }
  const { code, cause, message, retryable } = error
  if (code === 'HTTP_FAILED') return { thrown: cause ?? new Error(withoutPaths(message)), description: {} }
  const remedy =
    code === 'HTTP_REDIRECT' ? 'Give the address that it leads to, or allow it by `egress.maxRedirects`.' : undefined
  return { thrown: new Error(withoutPaths(message)), description: { code, retryable, remedy } }
}

/** What an answer other than 2xx comes to. */
export function failureOfAnswer({
  status,
  headers,
  body,
}: HttpResponse): Partial<FailureDescription> & { reason: string } {
  const text = body === null ? '' : toText(body)
  const told = text === '' ? '' : `, and said ${JSON.stringify(text.slice(0, maxTold))}`
  return {
    code: 'WEBHOOK_STATUS',
    reason: `it answered ${status}${told}`,
    status,
    retryable: status >= 500 || passing.has(status),
    retryAfterMs: retryAfterMs(headers['retry-after']),
    remedy: remedies[status],
  }
}

function withoutPaths(text: string): string {
  return text.replaceAll(/(https?:\/\/[^\s/?#]+)[/?#]\S*/gi, '$1')
}
