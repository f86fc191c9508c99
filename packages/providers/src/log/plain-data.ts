import { toJson } from '../message/encode-message.ts'

const maxDepth = 20

/**
 * The data of a log line as JSON has it: dates, decimals, big numbers and bytes as texts, errors as their name, message, code, stack and cause.
 * What cannot be read is said to be that; nothing throws.
 */
export function plainData(data: unknown): unknown {
  try {
    return JSON.parse(toJson(withErrors(data, [])))
  } catch (error) {
    return `[unreadable: ${error instanceof Error ? error.message : String(error)}]`
  }
}

/** JSON says nothing of an error: the same data with objects in the place of errors. */
function withErrors(value: unknown, open: readonly object[]): unknown {
  if (typeof value !== 'object' || value === null || open.length > maxDepth) return value
  if (open.includes(value)) return '[Circular]'
  const within = [...open, value]
  if (value instanceof Error) return describeError(value, within)
  if (Array.isArray(value)) return value.map((item) => withErrors(item, within))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withErrors(member, within)]))
}

function describeError(error: Error, open: readonly object[]): object {
  const { name, message, stack, cause } = error
  const { code } = error as { code?: unknown }
  return {
    name,
    message,
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    stack,
    ...(cause !== undefined && { cause: withErrors(cause, open) }),
  }
}
