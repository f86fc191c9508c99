import type { Provider, ProviderCall } from './provider.ts'

/** Runs chains of alternatives. */
export interface FallbackProvider extends Provider {
  readonly family?: 'fallback'
  /** Runs the alternatives in their order until one succeeds; resolves with its result, rejects where none did. */
  execute(fallback: string, input: unknown, call: ProviderCall): Promise<unknown>
}
