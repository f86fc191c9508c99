import type { Redaction } from '@triggerkit/core/adapter'

/**
 * What a client threw without what it knows: errors of clients carry requests with their headers, options with their passwords. Name, code,
 * message and stack stay, with no secret in them, and the chain of causes.
 */
export function safeCause(thrown: unknown, redaction: Redaction, depth = 0): Error {
  if (typeof thrown !== 'object' || thrown === null) return new Error(redaction.of(String(thrown)))
  const { name, code, message, stack, cause, errors } = thrown as Record<string, unknown>
  const first = Array.isArray(errors) ? errors[0] : undefined
  const told = [message, messageOf(first), code].find((text) => typeof text === 'string' && text !== '')
  const copy = new Error(redaction.of(String(told ?? name ?? 'it failed')))
  if (typeof name === 'string') Object.defineProperty(copy, 'name', { value: name, configurable: true, writable: true })
  if (typeof stack === 'string') copy.stack = redaction.of(stack)
  if (typeof code === 'string' || typeof code === 'number') Object.assign(copy, { code })
  if (cause !== undefined && cause !== null && depth < 3) copy.cause = safeCause(cause, redaction, depth + 1)
  return copy
}

function messageOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'message' in error ? error.message : undefined
}
