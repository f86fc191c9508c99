import { TriggerkitError } from '../../../errors/triggerkit-error.ts'

/** An HTTP request failed: no whole answer (code `HTTP_FAILED`), one other than 2xx (`HTTP_STATUS`), or one that may not be had. */
export class HttpError extends TriggerkitError {
  static override readonly kind: string = 'HttpError'

  /** Absent where there was no answer. */
  readonly status?: number
  /** Whether another attempt may succeed: no answer, 408, 425, 429 and 5xx. */
  readonly retryable: boolean
  /** Milliseconds that the receiver asked to wait (`Retry-After`). */
  readonly retryAfterMs?: number

  constructor(fields: {
    message: string
    code: 'HTTP_FAILED' | 'HTTP_STATUS' | 'HTTP_RESPONSE_TOO_LARGE' | 'HTTP_REDIRECT' | 'EGRESS_REFUSED'
    retryable: boolean
    status?: number
    retryAfterMs?: number
    /** The beginning of the answer's body. */
    body?: string
    /** Which part of the egress policy refused it. */
    rule?: string
    cause?: unknown
  }) {
    const { message, code, retryable, status, retryAfterMs, body, rule, cause } = fields
    super({ code, message, cause, data: { status, body, ...(rule === undefined ? {} : { rule }) } })
    this.status = status
    this.retryable = retryable
    this.retryAfterMs = retryAfterMs
  }

  static override isInstance(value: unknown): value is HttpError {
    return super.isInstance(value)
  }
}
