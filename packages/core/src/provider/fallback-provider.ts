import type { Provider, ProviderCall } from './provider.ts'

/** Runs chains of alternatives that it knows by tag (`fallback.execute`); those of a definition are `fallback.run`, without a provider. */
export interface FallbackProvider extends Provider {
  readonly family?: 'fallback'
  /**
   * Runs the alternatives in their order until one succeeds; resolves with its result.
   *
   * @throws ProviderError where none did; with `retryable: false` where there is no such chain.
   */
  execute(fallback: string, input: unknown, call: ProviderCall): Promise<unknown>
}
