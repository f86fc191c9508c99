import { toText } from '@triggerkit/core/adapter'

export interface EncodedMessage {
  body: Uint8Array
  contentType: string
}

/** A message's bytes: text and bytes as they are, anything else as JSON. */
export function encodeMessage(message: unknown): EncodedMessage {
  if (message instanceof Uint8Array) return { body: message, contentType: 'application/octet-stream' }
  if (typeof message === 'string')
    return { body: new TextEncoder().encode(message), contentType: 'text/plain; charset=utf-8' }
  return { body: new TextEncoder().encode(toJson(message)), contentType: 'application/json' }
}

/** JSON in which a date, a decimal, a big number and bytes are texts, as in every text of a template. */
export function toJson(message: unknown): string {
  if (message === null || message === undefined) return 'null'
  if (typeof message === 'number' || typeof message === 'boolean') return JSON.stringify(message)
  const text = toText(message)
  return typeof message === 'object' && /^[[{]/.test(text) ? text : JSON.stringify(text)
}
