import { type HttpResponse, retryAfterMs } from '@triggerkit/core/adapter'
import type { FailureDescription } from '../failure/provider-failures.ts'

/** Worth another attempt: with the idempotency key, a conflict is most often the first attempt that is still under way. */
const retryableStatuses: ReadonlySet<number> = new Set([408, 409, 425, 429])

/** What an answer other than 2xx means. */
export function answerFailure({ status, headers, body }: HttpResponse, doing: string): FailureDescription {
  const told = messageOf(body)
  return {
    doing,
    code: 'HTTP_STATUS',
    reason: `it answered ${status}${told === undefined ? '' : `: ${told}`}`,
    status,
    retryable: status >= 500 || retryableStatuses.has(status),
    retryAfterMs: retryAfterMs(headers['retry-after']),
    remedy: remedyOf(status),
  }
}

function remedyOf(status: number): string | undefined {
  if (status === 401) return "See that the application's `auth` has the right secret"
  if (status === 403) return 'See that the secret in `auth` has the right to do this'
  if (status === 413) return 'Give it less at a time'
  return status >= 300 && status < 400 ? 'See that `serverUrl` is the address itself' : undefined
}

/** What APIs say of what went wrong, a line of it. */
function messageOf(body: unknown): string | undefined {
  if (typeof body === 'string') return /^\s*</.test(body) ? undefined : line(body)
  if (typeof body !== 'object' || body === null) return undefined
  const { error, message, detail, title, errors } = body as Record<string, unknown>
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined
  const inner = [error, first].map((each) =>
    typeof each === 'object' && each !== null ? (each as { message?: unknown }).message : each,
  )
  const found = [inner[0], message, detail, inner[1], title].find((text) => typeof text === 'string' && text !== '')
  return found === undefined ? undefined : line(found as string)
}

function line(text: string): string | undefined {
  return (
    text
      .replaceAll(/[\s\p{Cc}]+/gu, ' ')
      .trim()
      .slice(0, 300) || undefined
  )
}
