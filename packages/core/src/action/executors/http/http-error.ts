import { TriggerkitError } from '../../../errors/triggerkit-error.ts'

/** An HTTP request failed: no answer (code `HTTP_FAILED`), an answer other than 2xx (`HTTP_STATUS`), or one that may not be had. */
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
    cause?: unknown
  }) {
    const { message, code, retryable, status, retryAfterMs, body, cause } = fields
    super({ code, message, cause, data: { status, body } })
    this.status = status
    this.retryable = retryable
    this.retryAfterMs = retryAfterMs
  }

  static override isInstance(value: unknown): value is HttpError {
    return super.isInstance(value)
  }
}
