import type { FailureDescription } from '../failure/provider-failures.ts'

/** The errors of Twilio's API as its client throws them. */
interface TwilioError {
  status?: unknown
  code?: unknown
  /** Where the code is explained. */
  moreInfo?: unknown
}

/** Codes of Twilio that mean later: too many requests, and full queues. */
const laterCodes: ReadonlySet<unknown> = new Set([20429, 21611, 30001])

const numberRemedy = 'Give the number in E.164 form, +4915112345678.'
const senderRemedy = 'See that `from` or `messagingServiceSid` is a sender of this account that may write there.'
const remedies: Readonly<Record<number, string>> = {
  20003: 'See that `accountSid` and `authToken`, or `apiKey` and `apiKeySecret`, are right and belong together.',
  20404: 'See that there is such an account, and that its region is this one.',
  21211: numberRemedy,
  21212: senderRemedy,
  21603: senderRemedy,
  21606: senderRemedy,
  21610: 'The receiver has sent STOP: nothing may be sent there until START.',
  21614: numberRemedy,
  21659: senderRemedy,
}

/**
 * What is to be said of an error of Twilio's client: `code` is Twilio's own (`TWILIO_21211`) or the system's. An answer of 4xx is final, but 408
 * and 429, and codes that mean later.
 */
export function describeFailure(thrown: unknown, doing: string, retryAfterMs?: number): FailureDescription {
  const { status, code, moreInfo } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as TwilioError
  const known = typeof code === 'number' && code > 0 ? code : undefined
  if (typeof status !== 'number' && known === undefined) return { doing }
  const answer = typeof status === 'number' ? status : undefined
  return {
    doing,
    status: answer,
    retryable: laterCodes.has(known) || (answer !== undefined && isLater(answer)),
    retryAfterMs,
    ...(known !== undefined && { code: `TWILIO_${known}` }),
    remedy: remedies[known ?? (answer === 401 ? 20003 : 0)] ?? (isExplained(moreInfo) ? `See ${moreInfo}` : undefined),
  }
}

function isLater(status: number): boolean {
  return status >= 500 || status === 408 || status === 429
}

function isExplained(moreInfo: unknown): moreInfo is string {
  return typeof moreInfo === 'string' && /^https:\/\/www\.twilio\.com\/[\w/.-]+$/.test(moreInfo)
}
