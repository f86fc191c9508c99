import { TriggerkitError } from '../errors/triggerkit-error.ts'

/** A provider could not do what an action asked of it. Code: the provider's own, else `PROVIDER_FAILED`. */
export class ProviderError extends TriggerkitError {
  static override readonly kind: string = 'ProviderError'

  /** Whether another attempt may succeed. Default true. */
  readonly retryable: boolean
  /** The receiver's status, where it has such. */
  readonly status?: number
  /** Milliseconds that the receiver asked to wait. */
  readonly retryAfterMs?: number

  constructor(fields: {
    message: string
    code?: string
    retryable?: boolean
    status?: number
    retryAfterMs?: number
    cause?: unknown
    data?: Record<string, unknown>
  }) {
    const { message, code = 'PROVIDER_FAILED', retryable = true, status, retryAfterMs, cause, data } = fields
    super({ code, message, cause, data: { ...data, ...(status === undefined ? {} : { status }) } })
    this.retryable = retryable
    this.status = status
    this.retryAfterMs = retryAfterMs
  }

  static override isInstance(value: unknown): value is ProviderError {
    return super.isInstance(value)
  }
}
