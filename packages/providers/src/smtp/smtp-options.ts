import type { EmailMessages } from '@triggerkit/core'
import type { MailTransport } from './mail-transport.ts'

/** Where mails go: `url`, or `host` and `port`, or a `transport` of your own. */
export interface SmtpOptions {
  /** `smtp://user:password@mail.example.com:587`, `smtps://…` for TLS from the first byte. */
  url?: string
  host?: string
  /** Default 587, or 465 where `secure`. */
  port?: number
  /** TLS from the first byte. Default false: STARTTLS where the server offers it. */
  secure?: boolean
  auth?: { user: string; pass: string }
  /** Who mails come from where an action does not say: `shop@example.com` or `The Shop <shop@example.com>`. */
  from?: string
  /** A transporter of nodemailer, or anything that looks like one. It stays yours: `close` leaves it open. */
  transport?: MailTransport
  /** The messages that notifications may name: `emails:welcome-message` is `messages['welcome-message']`. */
  messages?: EmailMessages
  /** Milliseconds that connecting, greeting and each answer of the server may take. Default 10,000. */
  timeoutMs?: number
  /** Keeps connections open between mails, until `close`; worth while for many mails. Default false. */
  pool?: boolean
}
