const maxEntries = 5
const maxDepth = 2

/** A short text for any value, for messages: bounded, on one line, and it never throws, whatever the value is. */
export function describeValue(value: unknown, maxLength = 120): string {
  return shorten(describe(value, 0, maxLength), maxLength)
}

/** A text in double quotes, shortened. */
export function describeText(text: string, maxLength = 120): string {
  return shorten(JSON.stringify(shorten(text, maxLength)), maxLength + 2)
}

/** What kind of value it is: `string`, `array`, `null`, `Date`, `Order`, `object`. Never throws. */
export function describeType(value: unknown): string {
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value
  try {
    if (Array.isArray(value)) return 'array'
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype === null || Object.getPrototypeOf(prototype) === null) return 'object'
    const name: unknown = (prototype as { constructor?: { name?: unknown } }).constructor?.name
    return typeof name === 'string' && name !== '' ? shorten(name, 60) : 'object'
  } catch {
    return 'object'
  }
}

function describe(value: unknown, depth: number, maxLength: number): string {
  try {
    if (typeof value === 'string') return JSON.stringify(shorten(value, maxLength))
    if (typeof value === 'bigint') return `${value}n`
    if (typeof value === 'function') return value.name ? `function ${shorten(value.name, 60)}` : 'function'
    if (value === null || typeof value !== 'object') return String(value)
    return describeObject(value, depth, maxLength)
  } catch {
    return `unreadable ${describeType(value)}`
  }
}

function describeObject(value: object, depth: number, maxLength: number): string {
  const type = describeType(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  if (value instanceof Uint8Array) return `${type} of ${value.byteLength} bytes`
  if (value instanceof Error) return `${value.name}: ${JSON.stringify(shorten(String(value.message), maxLength))}`
  if (depth >= maxDepth) return type
  if (Array.isArray(value)) {
    const items = value.slice(0, maxEntries).map((item: unknown) => describe(item, depth + 1, maxLength))
    return `[${withRest(items, value.length)}]`
  }
  const keys = Object.keys(value)
  const entries = keys
    .slice(0, maxEntries)
    .map((key) => `${shorten(key, 40)}: ${describe((value as Record<string, unknown>)[key], depth + 1, maxLength)}`)
  return `${type === 'object' ? '' : `${type} `}{${entries.length > 0 ? ` ${withRest(entries, keys.length)} ` : ''}}`
}

function withRest(items: string[], count: number): string {
  return (count > items.length ? [...items, '…'] : items).join(', ')
}

function shorten(text: string, maxLength: number): string {
  return text.length > maxLength ? `${text.slice(0, Math.max(0, maxLength - 1))}…` : text
}
