import type { Row } from '../change/change.ts'

/** What a message may consist of: `subject`, `text`, `html` are a mail's, `sms` is a text message's, `title` and `body` are a push's. */
export const messagePartNames = ['subject', 'text', 'html', 'sms', 'title', 'body'] as const

export type MessagePartName = (typeof messagePartNames)[number]

/** A message, each part an Eta template over its variables (`<%= it.userName %>`), escaped in `html` and nowhere else. */
export interface MessageDefinition {
  /** Of a mail; sent as one line. */
  subject?: string
  /** A mail as plain text. */
  text?: string
  /** A mail as HTML: `<%= %>` escapes, `<%~ %>` does not. */
  html?: string
  /** A text message. */
  sms?: string
  /** The title of a push notification. */
  title?: string
  /** The body of a push notification. */
  body?: string
  /**
   * The layout around `html`, and around `text` where that layout has a form for text. Default: none, unless the template itself calls
   * `layout('name')`.
   */
  layout?: string
}

/** A layout or partial by the parts that it is for: `html` is for mails' HTML, `text` for all other parts. */
export interface TemplateForms {
  html?: string
  text?: string
}

export interface DefineMessagesOptions {
  /** By name; each prints the part that it is put around by `<%~ it.body %>`. A text alone is a layout for HTML. */
  layouts?: Readonly<Record<string, string | TemplateForms>>
  /** By name, for `<%~ include('name') %>`. A text alone serves HTML and text. */
  partials?: Readonly<Record<string, string | TemplateForms>>
}

/**
 * Fills one part with variables.
 *
 * @throws MessageError where a variable is missing, or the template throws.
 */
export type MessageRenderer = (variables: Row) => string

/** A message that is ready: its parts, compiled. */
export type Message = { readonly [part in MessagePartName]?: MessageRenderer }

/** Messages by name, as every provider of mails, text messages and push notifications takes them (`messages`). */
export type Messages = Readonly<Record<string, Message>>

/** The messages of a definition: those parts are there that it has. */
export type MessagesOf<T extends Readonly<Record<string, MessageDefinition>>> = {
  readonly [name in keyof T]: Message & { readonly [part in keyof T[name] & MessagePartName]: MessageRenderer }
}
