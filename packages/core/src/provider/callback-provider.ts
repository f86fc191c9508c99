import type { Row } from '../change/change.ts'
import type { Provider, ProviderCall } from './provider.ts'

/** Calls webhooks whose addresses it knows. */
export interface CallbackProvider extends Provider {
  readonly family?: 'callback'
  /**
   * Calls the webhook; resolves with its answer, which is the action's result.
   *
   * @throws ProviderError (or any error with `retryable: false`) where no further attempt can succeed.
   */
  send(callback: Callback, call: ProviderCall): Promise<unknown>
}

export interface Callback {
  /** Which webhook: `order-created` of `webhooks:order-created`; `default` where the notification names none. */
  message: string
  body?: unknown
  headers: Row
  query: Row
  /** Values for the parts of its address. */
  params: Row
}
