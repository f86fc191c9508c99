import type { Row } from '../change/change.ts'
import type { MessagePart } from './message-part.ts'
import type { Provider, ProviderCall } from './provider.ts'

/** Sends text messages. */
export interface SmsProvider extends Provider {
  readonly family?: 'sms'
  /** The messages that notifications may name (`sms:verification-code`): texts with `{{name}}` placeholders, functions, or objects of both. */
  readonly messages?: Readonly<Record<string, MessagePart | SmsMessage>>
  /**
   * Hands the message over for all its recipients; resolves with what is said of it.
   *
   * @throws ProviderError (or any error with `retryable: false`) where no further attempt can succeed.
   */
  send(sms: Sms, call: ProviderCall): Promise<unknown>
}

/** A message that may have parts for other providers too. */
export interface SmsMessage {
  sms?: MessagePart
}

export interface Sms {
  /** Phone numbers as the action gives them; at least one. */
  to: readonly string[]
  text: string
  /** The message that the notification names; `default` where it names none. */
  message: string
  /** What its text was filled with. */
  variables: Row
}
