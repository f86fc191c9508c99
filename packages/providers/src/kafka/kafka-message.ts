import type { ProviderCall, PublishOptions } from '@triggerkit/core'
import { type CloudEventOptions, cloudEventType, toCloudEvent } from '../message/cloud-event.ts'
import { encodeMessage, toJson } from '../message/encode-message.ts'
import type { KafkaMessage } from './kafka-like.ts'

/** The header that carries the idempotency key. */
const idempotencyHeader = 'idempotency-key'

export function toKafkaMessage(
  topic: string,
  message: unknown,
  { key, headers }: PublishOptions,
  call: ProviderCall,
  cloudEvents: CloudEventOptions | undefined,
): KafkaMessage {
  const { body, contentType } =
    cloudEvents === undefined
      ? encodeMessage(message)
      : { body: Buffer.from(toJson(toCloudEvent(message, cloudEvents, call))), contentType: cloudEventType }
  const all = { 'content-type': contentType, ...headers, [idempotencyHeader]: call.idempotencyKey }
  return {
    topic,
    ...(key !== undefined && { key: Buffer.from(key) }),
    value: Buffer.from(body),
    headers: new Map(Object.entries(all).map(([name, value]) => [Buffer.from(name), Buffer.from(value)])),
  }
}

/** Topics that Kafka keeps for itself. The client leaves them out of what it knows, and throws where nobody can catch it when it is to send to them. */
const internalTopics: ReadonlySet<string> = new Set([
  '__consumer_offsets',
  '__transaction_state',
  '__share_group_state',
])

/** Why nothing can be published there; undefined where it can. */
export function problemOfTopic(topic: string): string | undefined {
  if (internalTopics.has(topic)) return 'Kafka keeps this topic for itself'
  if (/^[\w.-]{1,249}$/.test(topic) && !/^\.\.?$/.test(topic)) return undefined
  return 'a topic has 1 to 249 letters, digits, ".", "_" and "-"'
}

/** Bytes of a message in a batch: some more than it takes. */
export function sizeOf({ key, value, headers }: KafkaMessage): number {
  const frame = 32
  const headerBytes = [...headers].reduce((sum, [name, text]) => sum + name.length + text.length + 8, 0)
  return frame + (key?.length ?? 0) + value.length + headerBytes
}
