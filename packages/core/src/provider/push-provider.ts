import type { Row } from '../change/change.ts'
import type { MessagePart } from './message-part.ts'
import type { Provider, ProviderCall } from './provider.ts'

/** Sends push notifications. */
export interface PushProvider extends Provider {
  readonly family?: 'push'
  /** The messages that notifications may name (`push:new-message`). */
  readonly messages?: Readonly<Record<string, PushMessage>>
  /**
   * Hands the notification over for all its devices; resolves with what is said of it.
   *
   * @throws ProviderError (or any error with `retryable: false`) where no further attempt can succeed.
   */
  send(push: Push, call: ProviderCall): Promise<unknown>
}

export interface PushMessage {
  title?: MessagePart
  body?: MessagePart
}

export interface Push {
  /** At least one. */
  deviceTokens: readonly string[]
  title: string
  body: string
  /** For the application on the device. */
  data: Row
  /** The message that the notification names; `default` where it names none. */
  message: string
  /** What title and body were filled with. */
  variables: Row
}
