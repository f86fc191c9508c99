import { isPlainObject } from '../../../value/plain-object.ts'
import type { NormalizedAction } from '../../action-definition.ts'

/**
 * The addresses of files in an action's payload as the definition writes them, in the places where they stand: whether a value chose their host is
 * told by them alone, also once the payload is rendered.
 */
export function writtenAddresses({
  type,
  payload,
}: Pick<NormalizedAction, 'type' | 'payload'>): Record<string, unknown> {
  if (type === 'storage.upload') return urlOf(payload)
  const { attachments } = payload
  if (type !== 'notification.email' || attachments === undefined) return {}
  return { attachments: Array.isArray(attachments) ? attachments.map(urlOf) : urlOf(attachments) }
}

function urlOf(source: unknown): { url?: unknown } {
  return isPlainObject(source) && source.url !== undefined ? { url: source.url } : {}
}
