import type { ProviderCall } from '@triggerkit/core'

/** That messages travel as CloudEvents 1.0. */
export interface CloudEventOptions {
  /** Where events come from: a URI, `/shop/orders`. */
  source: string
  /** What happened: `com.example.order.created`. Default: the table and the event, `orders.afterInsert`. */
  type?: string | ((message: unknown, call: ProviderCall) => string)
  /** What it happened to. */
  subject?: (message: unknown, call: ProviderCall) => string | undefined
}

/** An event in JSON's structured form (CloudEvents 1.0, JSON Event Format). */
export interface CloudEvent {
  specversion: '1.0'
  /** The idempotency key: the same for all attempts, so that receivers can tell a repetition, as the specification has it. */
  id: string
  source: string
  type: string
  time: string
  subject?: string
  datacontenttype: string
  data?: unknown
  data_base64?: string
}

/** The media type of a CloudEvent in JSON. */
export const cloudEventType = 'application/cloudevents+json; charset=utf-8'

export function toCloudEvent(message: unknown, options: CloudEventOptions, call: ProviderCall): CloudEvent {
  const { source, type = `${call.table}.${call.event}` } = options
  const subject = options.subject?.(message, call)
  const isBytes = message instanceof Uint8Array
  return {
    specversion: '1.0',
    id: call.idempotencyKey,
    source,
    type: typeof type === 'function' ? type(message, call) : type,
    time: call.timestamp,
    ...(subject !== undefined && { subject }),
    datacontenttype: isBytes
      ? 'application/octet-stream'
      : typeof message === 'string'
        ? 'text/plain'
        : 'application/json',
    ...(isBytes ? { data_base64: Buffer.from(message).toString('base64') } : { data: message }),
  }
}
