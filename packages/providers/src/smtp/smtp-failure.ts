import { getSystemErrorName } from 'node:util'
import { networkFailure } from '../failure/network-failure.ts'
import type { FailureDescription } from '../failure/provider-failures.ts'

/** The errors of nodemailer, as far as they are needed. */
interface SmtpError {
  code?: unknown
  /** The system's or TLS's code, where nodemailer has put one of its own in its place. */
  originalCode?: unknown
  errno?: unknown
  responseCode?: unknown
  message?: unknown
  /** One for each recipient that was refused, where all were. */
  rejectedErrors?: unknown
}

/** Codes of nodemailer for what no further attempt mends where the server has not answered: no credentials, no address, a mail that is too large. */
const finalCodes: ReadonlySet<unknown> = new Set([
  'EAUTH',
  'ENOAUTH',
  'EENVELOPE',
  'EMESSAGE',
  'ECONFIG',
  'EREQUIRETLS',
])

const authRemedy = 'See that user and password are right: `auth`, or those in `url`.'
const recipientRemedy = 'See that the recipients are addresses that the server delivers to.'
const sizeRemedy = 'Send less: the server takes no mail of that size.'

/**
 * What is to be said of an error of nodemailer: `status` is the server's answer (550), `code` the system's (`ECONNREFUSED`) where there is one,
 * else `SMTP_FAILED`. An answer of 5xx is final (but 503, which is about the connection's state), one of 4xx is worth another attempt; where all
 * recipients were refused, one that may be taken later makes it so.
 */
export function describeFailure(thrown: unknown, doing: string): FailureDescription {
  const error = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as SmtpError
  const network = networkFailure({ code: error.originalCode }) ?? networkFailure({ code: systemCode(error.errno) })
  const status = statusOf(error)
  if (status === undefined && network !== undefined) return { doing, ...network }
  const retryable = status === undefined ? !finalCodes.has(error.code) : status < 500 || status === 503
  return { doing, status, retryable, remedy: remedyOf(error, status) }
}

function statusOf({ responseCode, rejectedErrors }: SmtpError): number | undefined {
  const refusals: unknown[] = Array.isArray(rejectedErrors) ? rejectedErrors : []
  const codes = refusals.map((refusal) => (refusal as SmtpError | undefined)?.responseCode)
  const later = codes.find((code) => typeof code === 'number' && code < 500)
  const status = later ?? responseCode
  return typeof status === 'number' ? status : undefined
}

function remedyOf({ code, message }: SmtpError, status: number | undefined): string | undefined {
  if (code === 'EAUTH' || code === 'ENOAUTH' || status === 530 || status === 535) return authRemedy
  if (status === 552 || status === 523 || (code === 'EMESSAGE' && status === undefined)) return sizeRemedy
  if (code === 'EENVELOPE') return recipientRemedy
  const isUntrusted = code === 'ESOCKET' && /certificate/i.test(String(message))
  if (code === 'ETLS' || isUntrusted) return networkFailure({ code: 'EPROTO' })?.remedy
  return undefined
}

function systemCode(errno: unknown): string | undefined {
  return typeof errno === 'number' && errno < 0 ? getSystemErrorName(errno) : undefined
}
