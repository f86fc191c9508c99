import type { ProviderCall } from '@triggerkit/core'
import { type CloudEventOptions, cloudEventType, toCloudEvent } from '../message/cloud-event.ts'
import { encodeMessage } from '../message/encode-message.ts'

/** A message's bytes, in a CloudEvent where that is asked for. */
export function toRedisMessage(
  message: unknown,
  cloudEvents: CloudEventOptions | undefined,
  call: ProviderCall,
): { body: Buffer; contentType: string } {
  const { body, contentType } = encodeMessage(
    cloudEvents === undefined ? message : toCloudEvent(message, cloudEvents, call),
  )
  return {
    body: Buffer.from(body.buffer, body.byteOffset, body.byteLength),
    contentType: cloudEvents === undefined ? contentType : cloudEventType,
  }
}
