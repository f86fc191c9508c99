import type { ProviderCall, PublishOptions } from '@triggerkit/core'
import { cloudEventType, toCloudEvent } from '../message/cloud-event.ts'
import { encodeMessage } from '../message/encode-message.ts'
import type { RabbitEnvelope } from './rabbit-like.ts'
import { isShort, type RabbitmqOptions } from './rabbitmq-options.ts'

/** A message as it is sent. */
export interface Publication {
  envelope: RabbitEnvelope
  body: Buffer
}

export function toPublication(
  topic: string,
  message: unknown,
  { key, headers }: PublishOptions,
  call: ProviderCall,
  options: RabbitmqOptions,
): Publication {
  const { topics = {}, keyAs = 'header', persistent = true, mandatory = true, cloudEvents } = options
  const target = Object.hasOwn(topics, topic) ? topics[topic] : undefined
  const exchange = target?.exchange ?? options.exchange ?? ''
  const isRoutedByKey = keyAs === 'routing-key' && exchange !== ''
  const encoded = encodeMessage(cloudEvents === undefined ? message : toCloudEvent(message, cloudEvents, call))
  const { buffer, byteOffset, byteLength } = encoded.body
  return {
    envelope: {
      exchange,
      routingKey: (isRoutedByKey ? key : undefined) ?? target?.routingKey ?? topic,
      mandatory,
      durable: persistent,
      messageId: call.idempotencyKey,
      contentType: cloudEvents === undefined ? encoded.contentType : cloudEventType,
      timestamp: Math.floor(Date.parse(call.timestamp) / 1_000),
      headers: { ...options.headers, ...(key !== undefined && !isRoutedByKey && { key }), ...headers },
    },
    body: Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength),
  }
}

/** Why it cannot be sent as it is: what is too long the client would cut off. */
export function problemOf({ envelope: { routingKey, messageId, headers } }: Publication): string | undefined {
  if (!isShort(routingKey)) return 'its routing key has more than 255 bytes'
  if (!isShort(messageId)) return 'its idempotency key has more than 255 bytes'
  const long = Object.keys(headers).find((name) => !isShort(name))
  return long === undefined ? undefined : `the name of its header ${long.slice(0, 20)}… has more than 255 bytes`
}
