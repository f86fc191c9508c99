import type { ConnectionOptions } from 'node:tls'
import type { EmailMessages } from '@triggerkit/core'
import type { MailTransport } from './mail-transport.ts'

/** Where mails go: `url`, or `host` and `port`, or a `transport` of your own. */
export interface SmtpOptions {
  /**
   * `smtp://user:password@mail.example.com:587`, `smtps://…` for TLS from the first byte. User and password are percent-encoded in it. What else
   * there is to say stands beside it, not in its query.
   */
  url?: string
  /** The server's name or address, where there is no `url`. */
  host?: string
  /** Default 587, or 465 where `secure`. */
  port?: number
  /** TLS from the first byte. Default false: STARTTLS where the server offers it. */
  secure?: boolean
  /** Refuses to send where the server offers no STARTTLS: then neither password nor mail goes unencrypted. Default false. */
  requireTls?: boolean
  /** What TLS is told beside: `{ ca }` for a certificate of your own, `{ servername }` for a server that is called by another name. */
  tls?: ConnectionOptions
  auth?: { user: string; pass: string }
  /** Who mails come from where an action does not say: `shop@example.com` or `The Shop <shop@example.com>`. */
  from?: string
  /** A transporter of nodemailer, or anything that looks like one. It stays yours: `close` leaves it open. */
  transport?: MailTransport
  /** The messages that notifications may name: `emails:welcome-message` is `messages['welcome-message']`. `loadMessages` reads a folder of them. */
  messages?: EmailMessages
  /** Where readers write to get off the list: `leave@example.com`, or `mailto:leave@example.com?subject=leave`. In the header List-Unsubscribe of every mail. */
  unsubscribeMail?: string
  /** Milliseconds that connecting, greeting and each answer of the server may take. Default 10,000. */
  timeoutMs?: number
  /** Keeps connections open between mails, until `close`; worth while for many mails. Default false: one connection for each mail. */
  pool?: boolean
  /** Connections of the pool, and so the mails under way at a time; more wait. Needs `pool`. Default 5. */
  maxConnections?: number
  /** Mails that a connection of the pool sends before another takes its place. Needs `pool`. Default 100. */
  maxMessages?: number
}
