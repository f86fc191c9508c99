import type { ProviderCall, PublishOptions } from '@triggerkit/core'
import { cloudEventType, toCloudEvent } from '../message/cloud-event.ts'
import { encodeMessage } from '../message/encode-message.ts'
import type { NatsOptions } from './nats-options.ts'

/** A message as it is sent. */
export interface NatsMessage {
  subject: string
  body: Uint8Array
  headers: readonly (readonly [name: string, value: string])[]
  /** What a stream knows a repetition by. */
  id: string
}

export function toNatsMessage(
  subject: string,
  message: unknown,
  { key, headers }: PublishOptions,
  call: ProviderCall,
  options: NatsOptions,
): NatsMessage {
  const { cloudEvents } = options
  const { body, contentType } = encodeMessage(
    cloudEvents === undefined ? message : toCloudEvent(message, cloudEvents, call),
  )
  const all = {
    'Content-Type': cloudEvents === undefined ? contentType : cloudEventType,
    ...options.headers,
    ...(key !== undefined && { key }),
    ...headers,
  }
  return { subject, body, headers: Object.entries(all), id: call.idempotencyKey }
}

/** Why a message cannot be sent, whatever the server. */
export function problemOf(subject: string, headers: Readonly<Record<string, string>>): string | undefined {
  const tokens = subject.split('.')
  // Blanks and control characters would end the subject's place in the protocol.
  if (/[\s\p{Cc}]/u.test(subject) || tokens.includes('')) return 'it is no subject of NATS'
  if (tokens.some((token) => token === '*' || token === '>')) return 'a message goes to one subject, without wildcards'
  if (/^\$(?:JS|SYS)(?:\.|$)/.test(subject)) return 'such subjects command the server itself'
  const own = Object.keys(headers).find((name) => /^nats-/i.test(name))
  return own === undefined ? undefined : `the header ${own} commands the server itself: give it in nats({ headers })`
}
