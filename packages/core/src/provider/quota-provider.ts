import type { Provider, ProviderCall } from './provider.ts'

/**
 * Counts what may be used. An action fails with a `ProviderError` of code `QUOTA_EXCEEDED` where the answer is `allowed: false`; before a Write
 * that blocks it. Rejecting means that it could not be told.
 */
export interface QuotaProvider extends Provider {
  readonly family?: 'quota'
  /** Whether so much is left; takes nothing. */
  check(quota: string, use: QuotaUse, call: ProviderCall): Promise<QuotaAnswer>
  /** Takes so much, all or nothing; taking again under the same idempotency key takes nothing more. */
  consume(quota: string, use: QuotaUse, call: ProviderCall): Promise<QuotaAnswer>
}

export interface QuotaUse {
  /** Whose quota; absent: one for all. */
  key?: string
  /** Above 0. */
  amount: number
}

export interface QuotaAnswer {
  allowed: boolean
  /** What is left afterwards, in the same unit as `amount`. */
  remaining?: number
  /** Milliseconds until there is more. */
  retryAfterMs?: number
}
