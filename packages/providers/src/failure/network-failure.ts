export interface NetworkFailure {
  /** The system's or TLS's code. */
  code: string
  retryable: boolean
  remedy: string
}

const unreachable = 'See that the server runs and that its address is right.'
const connection: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EAI_AGAIN',
  'ENOTFOUND',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
])
const tls =
  /^(?:CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_TLS_|ERR_SSL_|HOSTNAME_MISMATCH$|EPROTO$|INVALID_CA$|CRL_)/

/**
 * What is known of an error of the network or of TLS, in the error itself or in what caused it: both may be over at the next attempt. Undefined
 * for any other.
 */
export function networkFailure(error: unknown, depth = 0): NetworkFailure | undefined {
  if (typeof error !== 'object' || error === null || depth > 4) return undefined
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown }
  if (typeof code === 'string' && connection.has(code)) return { code, retryable: true, remedy: unreachable }
  if (typeof code === 'string' && tls.test(code)) {
    const remedy =
      'See that the server speaks TLS on this port, and that its certificate is valid and trusted here (`tls: { ca }`).'
    return { code, retryable: true, remedy }
  }
  return networkFailure(cause, depth + 1) ?? networkFailure(Array.isArray(errors) ? errors[0] : undefined, depth + 1)
}
