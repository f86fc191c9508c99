import { getSystemErrorName } from 'node:util'
import { ProviderError } from '@triggerkit/core'

/** The errors of nodemailer, as far as they are needed. */
interface SmtpFailure {
  code?: unknown
  errno?: unknown
  responseCode?: unknown
  message?: unknown
}

/** Codes of nodemailer for what no further attempt mends: bad credentials, addresses that are none, a mail that cannot be made. */
const finalCodes: ReadonlySet<unknown> = new Set(['EAUTH', 'EENVELOPE', 'EMESSAGE'])

/**
 * What nodemailer threw, as a `ProviderError`: `status` is the server's answer (550), `code` the system's (`ECONNREFUSED`) where there is one,
 * else `SMTP_FAILED`. An answer of 5xx is final, one of 4xx worth another attempt.
 */
export function toSmtpError(cause: unknown, server: string): ProviderError {
  const { code, errno, responseCode, message } = (cause ?? {}) as SmtpFailure
  const status = typeof responseCode === 'number' ? responseCode : undefined
  const retryable = status === undefined ? !finalCodes.has(code) : status < 500
  return new ProviderError({
    code: systemCode(errno) ?? 'SMTP_FAILED',
    message: `${server} did not take the mail: ${String(message ?? cause)}`,
    status,
    retryable,
    cause,
  })
}

function systemCode(errno: unknown): string | undefined {
  return typeof errno === 'number' && errno < 0 ? getSystemErrorName(errno) : undefined
}
