import type { ProviderCall, PublishOptions } from '@triggerkit/core'
import { cloudEventType, toCloudEvent } from '../message/cloud-event.ts'
import { encodeMessage, toJson } from '../message/encode-message.ts'
import type { MqttProperties, MqttPublish } from './mqtt-like.ts'
import type { MqttOptions } from './mqtt-options.ts'

/** The header that carries the idempotency key. */
const idempotencyHeader = 'idempotency-key'

/** Bytes that a topic, and each text in a message's properties, may have. */
const maxTextBytes = 65_535

export interface MqttMessage {
  topic: string
  payload: Buffer
  options: MqttPublish
}

/** Headers become user properties, and so does the `key`, which MQTT has no other place for. */
export function toMqttMessage(
  topic: string,
  message: unknown,
  { key, headers }: PublishOptions,
  call: ProviderCall,
  { qos = 1, retain = false, cloudEvents }: MqttOptions,
): MqttMessage {
  const isText = !(message instanceof Uint8Array) || cloudEvents !== undefined
  const { body, contentType } =
    cloudEvents === undefined
      ? encodeMessage(message)
      : { body: Buffer.from(toJson(toCloudEvent(message, cloudEvents, call))), contentType: cloudEventType }
  const userProperties = {
    ...(key !== undefined && { key }),
    ...headers,
    [idempotencyHeader]: call.idempotencyKey,
  }
  const correlationData = Buffer.from(call.idempotencyKey)
  const properties = { contentType, correlationData, payloadFormatIndicator: isText, userProperties }
  return { topic, payload: Buffer.from(body), options: { qos, retain, properties } }
}

/** Why nothing can be published there; undefined where it can. */
export function problemOfTopic(topic: string): string | undefined {
  if (topic === '') return 'is empty'
  if (/[+#]/.test(topic)) return 'has a wildcard (+ or #), and those are for who subscribes'
  if (topic.includes('\0')) return 'has a character that no topic has'
  if (Buffer.byteLength(topic) > maxTextBytes) return `is longer than ${maxTextBytes} bytes`
  return undefined
}

/** Bytes of the whole packet in MQTT 5. */
export function packetSize({ topic, payload, options: { qos, properties } }: MqttMessage): number {
  const propertyBytes = properties === undefined ? 0 : sizeOfProperties(properties)
  const identifier = qos === 0 ? 0 : 2
  const rest = textSize(topic) + identifier + lengthSize(propertyBytes) + propertyBytes + payload.length
  return 1 + lengthSize(rest) + rest
}

function sizeOfProperties({ contentType, correlationData, userProperties }: MqttProperties): number {
  const user = Object.entries(userProperties).map(([name, value]) => 1 + textSize(name) + textSize(value))
  return 2 + 1 + textSize(contentType) + 1 + 2 + correlationData.length + user.reduce((sum, size) => sum + size, 0)
}

function textSize(text: string): number {
  return 2 + Buffer.byteLength(text)
}

/** Of a number that takes 7 bits of each byte. */
function lengthSize(length: number): number {
  return length < 0x80 ? 1 : length < 0x40_00 ? 2 : length < 0x20_00_00 ? 3 : 4
}
