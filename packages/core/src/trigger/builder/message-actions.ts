import type { ActionDefinition } from '../../action/action-definition.ts'
import { toAction, type WithActionOptions } from './to-action.ts'

type Variables = Readonly<Record<string, unknown>>

export interface EmailOptions {
  /** The subject, or variables for the message's own. */
  subject?: string | Variables
  /** Variables for the message's body. */
  template?: Variables
  /** The same as `template`. */
  variables?: Variables
  /** A plain text body, where the message has none of its own. */
  text?: string
  cc?: string | readonly string[]
  bcc?: string | readonly string[]
  from?: string
  replyTo?: string
  /** Files to go with it: `data` is bytes or text, with `encoding: 'base64'` base64 text; or what is at `url`. */
  attachments?: AttachmentOptions | readonly AttachmentOptions[]
  /** Address that takes the receiver off the list: for the header List-Unsubscribe. */
  unsubscribeUrl?: string
}

export interface AttachmentOptions {
  filename: string
  data?: unknown
  encoding?: 'base64'
  url?: string
  mimeType?: string
}

export interface PushOptions {
  device_tokens: string | readonly string[]
  title?: string | Variables
  body?: string | Variables
  data?: Variables
}

export interface CallbackOptions {
  callback?: { body?: unknown; headers?: Variables; query?: Variables; params?: Variables }
}

/** `notification` is `provider:message`; without `:message` it is the message `default`. */
export interface NotificationActions {
  email(
    notification: string,
    recipients: string | readonly string[],
    options?: WithActionOptions<EmailOptions>,
  ): ActionDefinition
  sms(
    notification: string,
    recipients: string | readonly string[],
    options?: WithActionOptions<{ body?: string | Variables }>,
  ): ActionDefinition
  push(notification: string, options: WithActionOptions<PushOptions>): ActionDefinition
  callback(notification: string, options?: WithActionOptions<CallbackOptions>): ActionDefinition
}

export const notification: NotificationActions = {
  email: (tag, recipients, options) => toAction('notification.email', { notification: tag, recipients }, options),
  sms: (tag, recipients, options) => toAction('notification.sms', { notification: tag, recipients }, options),
  push: (tag, options) => toAction('notification.push', { notification: tag }, options),
  callback: (tag, options) => toAction('notification.callback', { notification: tag }, options),
}

export interface MessageOptions {
  /** What keeps messages in order or on one partition, where the broker has such. */
  key?: string
  headers?: Variables
}

export interface BrokerActions {
  /** `broker` is `provider:topic`. */
  publish(broker: string, message: unknown, options?: WithActionOptions<MessageOptions>): ActionDefinition
}

export const broker: BrokerActions = {
  publish: (tag, message, options) => toAction('broker.publish', { broker: tag, message }, options),
}

export interface LogOptions {
  message: string
  /** Default info. */
  level?: 'debug' | 'info' | 'warn' | 'error'
  data?: unknown
}

type LogLine = (message: string, data?: unknown, options?: WithActionOptions<object>) => ActionDefinition

export interface LogActions {
  create(options: WithActionOptions<LogOptions>): ActionDefinition
  debug: LogLine
  info: LogLine
  warn: LogLine
  error: LogLine
}

export const log: LogActions = {
  create: (options) => toAction('log.create', options),
  debug: logLine('log.debug'),
  info: logLine('log.info'),
  warn: logLine('log.warn'),
  error: logLine('log.error'),
}

function logLine(type: string): LogLine {
  return (message, data, options) => toAction(type, { message, data }, options)
}
