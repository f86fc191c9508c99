import type { ProviderCall, ProviderError } from '@triggerkit/core'
import type { FailureDescription, ProviderFailures } from '../failure/provider-failures.ts'
import { pushCode } from '../push/push-code.ts'
import { shownToken } from '../push/shown-token.ts'
import type { ExpoTicket } from './expo-like.ts'
import type { ExpoRequestError } from './send-batch.ts'

const credentials =
  'Give expo({ accessToken }) an access token of the project (expo.dev, Access tokens); without one, see that the project does not ask for it.'

/** What became of a whole request. */
export function toRequestFailure(
  thrown: unknown,
  call: ProviderCall | undefined,
  failures: ProviderFailures,
  doing: string,
): ProviderError {
  const { statusCode, code } = (thrown ?? {}) as ExpoRequestError
  const status = typeof statusCode === 'number' ? statusCode : undefined
  return failures.of(thrown, call, { doing, status, ...requestOutcome(status, code) })
}

function requestOutcome(status: number | undefined, code: unknown): Partial<FailureDescription> {
  if (status === 401 || status === 403 || code === 'UNAUTHORIZED')
    return { retryable: false, remedy: credentials, code: pushCode.credentials }
  if (status === 413) return { retryable: false, code: pushCode.tooLarge, remedy: 'Send less' }
  if (status === 429) return { retryable: true, remedy: 'Expo takes 600 notifications a second for a project' }
  if (status === undefined || status < 400 || status >= 500 || status === 408) return {}
  return { retryable: false, remedy: 'See what Expo says of the notification' }
}

interface Refused {
  token: string
  call: ProviderCall
  failures: ProviderFailures
  doing: string
}

/** What Expo calls the errors of one notification. */
const ticketOutcomes: Readonly<Record<string, Partial<FailureDescription>>> = {
  DeviceNotRegistered: {
    retryable: false,
    code: pushCode.tokenGone,
    remedy: 'Take the token out of your records',
  },
  MessageTooBig: { retryable: false, code: pushCode.tooLarge, remedy: 'Send less' },
  MessageRateExceeded: { retryable: true, remedy: 'Send less often to this device' },
  InvalidCredentials: {
    retryable: false,
    code: pushCode.credentials,
    remedy: "Give Expo the application's credentials for Apple's and Google's services (`eas credentials`)",
  },
  MismatchSenderId: {
    retryable: false,
    code: pushCode.credentials,
    remedy: 'See that the application was built with the Firebase project whose key Expo has',
  },
  DeveloperError: { retryable: false },
}

export function toTicketFailure(
  ticket: Extract<ExpoTicket, { status: 'error' }>,
  { token, call, failures, doing }: Refused,
): ProviderError {
  const name = ticket.details?.error
  const text = String(ticket.message).replaceAll(token, shownToken(token))
  const reason = name === undefined ? text : `${name}: ${text}`
  const outcome = name !== undefined && Object.hasOwn(ticketOutcomes, name) ? ticketOutcomes[name] : {}
  return failures.of(new Error(reason), call, { doing, ...outcome })
}
