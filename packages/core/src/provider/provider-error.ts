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
  /** Which provider: `redis "redis-cache"`. */
  readonly provider?: string

  constructor(fields: {
    message: string
    code?: string
    retryable?: boolean
    status?: number
    retryAfterMs?: number
    provider?: string
    cause?: unknown
    data?: Record<string, unknown>
  }) {
    const { message, code = 'PROVIDER_FAILED', retryable = true, status, retryAfterMs, provider, cause, data } = fields
    const told = { ...(status === undefined ? {} : { status }), ...(provider === undefined ? {} : { provider }) }
    super({ code, message, cause, data: { ...data, ...told } })
    this.retryable = retryable
    this.status = status
    this.retryAfterMs = retryAfterMs
    this.provider = provider
  }

  static override isInstance(value: unknown): value is ProviderError {
    return super.isInstance(value)
  }
}
