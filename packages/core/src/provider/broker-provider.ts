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
  publish(topic: string, message: unknown, options: PublishOptions, call: ProviderCall): Promise<unknown>
}

export interface PublishOptions {
  /** What keeps messages in order or on one partition, where the broker has such: Kafka's key. */
  key?: string
  /** Names and values, none of which can break a line. */
  headers: Readonly<Record<string, string>>
}
