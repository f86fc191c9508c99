import type { Row } from '../change/change.ts'
import type { MessagePart } from './message-part.ts'
import type { Provider, ProviderCall } from './provider.ts'

/** Sends mails. */
export interface EmailProvider extends Provider {
  readonly family?: 'email'
  /** The messages that notifications may name (`emails:welcome-message`). */
  readonly messages?: EmailMessages
  /**
   * Hands a mail over to whoever delivers it; resolves with what they say of it, which is the action's result. A repeated `idempotencyKey`
   * should give the same Message-ID.
   *
   * @throws ProviderError (or any error with `retryable: false`) where no further attempt can succeed.
   */
  send(email: Email, call: ProviderCall): Promise<unknown>
}

/** A mail as it is to be sent. Nothing in it can break a header's line. */
export interface Email {
  /** At least one. */
  to: readonly EmailAddress[]
  cc: readonly EmailAddress[]
  bcc: readonly EmailAddress[]
  /** Default: the provider's. */
  from?: EmailAddress
  replyTo?: EmailAddress
  subject: string
  /** At least one of `text` and `html` is there. */
  text?: string
  html?: string
  attachments: readonly EmailAttachment[]
  /** An http(s) address that takes the receiver off the list: for the header List-Unsubscribe (RFC 2369, and RFC 8058 by one click). */
  unsubscribeUrl?: string
  /** The message that the notification names; `default` where it names none. */
  message: string
  /** What its templates were filled with, for providers with templates of their own. */
  variables: Row
}

export interface EmailAttachment {
  /** A name without a folder. */
  filename: string
  bytes: Uint8Array
  mimeType: string
}

export interface EmailAddress {
  address: string
  name?: string
}

/** A message by its parts, each a text with `{{name}}` placeholders over the variables (escaped in `html`), or a function of them. */
export interface EmailMessage {
  subject?: MessagePart
  text?: MessagePart
  html?: MessagePart
  /** Address that takes the receiver off the list; values in it are percent-encoded. */
  unsubscribeUrl?: MessagePart
}

export type EmailMessages = Readonly<Record<string, EmailMessage>>
