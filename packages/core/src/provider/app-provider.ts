import type { Provider, ProviderCall } from './provider.ts'

/** Runs the actions of applications (`stripe`, `create-customer`). Its family is `action`. */
export interface AppProvider extends Provider {
  readonly family?: 'action'
  /**
   * Runs an application's action; resolves with its result.
   *
   * @throws ProviderError with the receiver's `status` and `retryAfterMs`; with `retryable: false` where no further attempt can succeed.
   */
  execute(app: string, action: string, input: unknown, call: ProviderCall): Promise<unknown>
}
