import type { SmsProvider } from '@triggerkit/core'
import type { TwilioLike } from './twilio-like.ts'

/** An account with one way to sign in, or a `client` of your own; and who messages come from. */
export interface TwilioOptions {
  /** The account: `AC…`. */
  accountSid?: string
  /** The account's own token; better is an API key, which can be revoked by itself. */
  authToken?: string
  /** An API key: `SK…`, with `apiKeySecret` and in place of `authToken`. */
  apiKey?: string
  apiKeySecret?: string
  /** A client of the package twilio, in place of all the above. It stays yours: `close` leaves it open, and what it sends it sends to its end. */
  client?: TwilioLike
  /** Who messages come from: a number of the account in E.164 form, a short code or a sender's name. */
  from?: string
  /** The messaging service that picks the sender: `MG…`. This, or `from`, or both. */
  messagingServiceSid?: string
  /** Where Twilio tells what became of each message: an absolute address of http or https. */
  statusCallback?: string
  /** The messages that notifications may name: `sms:verification-code` is `messages['verification-code']`. */
  messages?: SmsProvider['messages']
  /** Where Twilio is entered: `dublin`. Default: Twilio's own. */
  edge?: string
  /** Where Twilio keeps the data: `ie1`, which has keys of its own. Default: the United States. */
  region?: string
  /** Where the API is, in place of `https://api.twilio.com`: a gateway of yours. Scheme, host and port alone. */
  baseUrl?: string
  /** Milliseconds that one request may take. Default 30,000. */
  timeoutMs?: number
}
