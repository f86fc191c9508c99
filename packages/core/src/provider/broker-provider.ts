import type { Provider, ProviderCall } from './provider.ts'

/** Publishes to a message broker. */
export interface BrokerProvider extends Provider {
  readonly family?: 'broker'
  /**
   * Publishes a message (JSON unless it is text or bytes) to a topic, queue or exchange; resolves once the broker has confirmed it. The
   * idempotency key goes along as the message's id.
   *
   * @throws ProviderError (or any error with `retryable: false`) where no further attempt can succeed.
   */
  publish(topic: string, message: unknown, call: ProviderCall): Promise<unknown>
}
