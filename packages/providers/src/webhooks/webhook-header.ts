import type { Row } from '@triggerkit/core'
import { toText } from '@triggerkit/core/adapter'

/** What the provider itself says; `host` would lead a request to another receiver on the same server. */
const own: ReadonlySet<string> = new Set([
  'webhook-id',
  'webhook-timestamp',
  'webhook-signature',
  'content-type',
  'host',
])
const namePattern = /^[!#$%&'*+\-.^_`|~\w]+$/
const unsendable = /[^\t\u0020-\u007e\u0080-\u00ff]/

export function isHeader(name: string, value: unknown): boolean {
  return namePattern.test(name) && typeof value === 'string' && !unsendable.test(value)
}

/** Signature headers are nobody else's. */
export function isOwnHeader(name: string): boolean {
  return own.has(name.toLowerCase()) && name.toLowerCase() !== 'content-type'
}

/** The headers of an action but for the provider's own; what is null is left out. Or the name of one that cannot be carried. */
export function headersOfAction(given: Row): { headers: Record<string, string> } | { wrong: string } {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || own.has(name.toLowerCase())) continue
    const text = toText(value)
    if (!isHeader(name, text)) return { wrong: name }
    headers[name.toLowerCase()] = text
  }
  return { headers }
}
