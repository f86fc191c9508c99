import type { ProviderCall, ProviderError } from '@triggerkit/core'
import { retryAfterMs } from '@triggerkit/core/adapter'
import type { FailureDescription, ProviderFailures } from '../failure/provider-failures.ts'
import { pushCode } from '../push/push-code.ts'

/** Google asks to wait so long where it does not say for how long. */
const quotaWaitMs = 60_000

/** An answer of FCM that is no success. */
export interface FcmAnswer {
  status: number
  retryAfter: string | null
  body: string
}

interface GoogleError {
  message?: unknown
  status?: unknown
  details?: unknown
}

/** `conceal` takes the device token and the access token out of a text. */
export function toAnswerFailure(
  { status, retryAfter, body }: FcmAnswer,
  call: ProviderCall | undefined,
  { failures, doing, conceal }: { failures: ProviderFailures; doing: string; conceal: (text: string) => string },
): ProviderError {
  const error = errorOf(body)
  const name = nameOf(error)
  const text = typeof error.message === 'string' ? error.message : `FCM answered ${status}`
  const outcome = { ...statusOutcome(status), ...(name === undefined ? {} : namedOutcome(name, error)) }
  const wait = retryAfterMs(retryAfter) ?? (status === 429 ? quotaWaitMs : undefined)
  const reason = conceal(name === undefined ? text : `${name}: ${text}`).slice(0, 500)
  return failures.of(new Error(reason), call, { doing, status, retryAfterMs: wait, ...outcome })
}

function statusOutcome(status: number): Partial<FailureDescription> {
  if (status === 429) return { retryable: true, remedy: 'Send less at a time' }
  if (status >= 500 || status === 408) return { retryable: true }
  if (status === 401 || status === 403) {
    const remedy =
      'See that the service account may send messages of this project (`projectId`, and the role Firebase Cloud Messaging API Admin)'
    return { retryable: false, code: pushCode.credentials, remedy }
  }
  if (status === 404) return { retryable: false, remedy: 'See that there is a project `projectId`' }
  if (status === 413) return { retryable: false, code: pushCode.tooLarge, remedy: 'Send less' }
  return { retryable: false, remedy: 'See what FCM says of the message' }
}

function namedOutcome(name: string, error: GoogleError): Partial<FailureDescription> {
  if (name === 'UNREGISTERED') return { code: pushCode.tokenGone, remedy: 'Take the token out of your records' }
  if (name === 'SENDER_ID_MISMATCH')
    return { code: pushCode.tokenInvalid, remedy: 'The token is of another Firebase project: see `projectId`' }
  if (name === 'THIRD_PARTY_AUTH_ERROR')
    return { remedy: "Give the Firebase project Apple's APNs key, or the key pair of web push" }
  if (name === 'INVALID_ARGUMENT' && /registration token|message\.token/i.test(JSON.stringify(error)))
    return { code: pushCode.tokenInvalid, remedy: 'Give it the registration token that the application got' }
  return {}
}

/** FCM's own name of the error, else Google's. */
function nameOf({ status, details }: GoogleError): string | undefined {
  const all = (Array.isArray(details) ? details : []) as ({ '@type'?: unknown; errorCode?: unknown } | null)[]
  const own = all.find((detail) => String(detail?.['@type']).endsWith('FcmError'))?.errorCode
  return [own, status].find((name) => typeof name === 'string')
}

function errorOf(body: string): GoogleError {
  try {
    const { error } = JSON.parse(body) as { error?: GoogleError }
    return typeof error === 'object' && error !== null ? error : {}
  } catch {
    return {}
  }
}
