/** `value` in a form that two runs can be compared by: plain objects with sorted keys, values that keep their kind. */
export function comparable(value: unknown, options: ComparableOptions = {}): unknown {
  return convert(value, { ...options, uuids: [] }, new Map())
}

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i

export interface ComparableOptions {
  /** Keys whose dates are the clock's; only their kind is compared. */
  clock?: readonly string[]
  /** Names classes, keeps keys that hold `undefined`, and numbers uuids and ObjectIds in the order they come in, as no two runs share them. */
  strict?: boolean
  /** Keys to leave out at any depth. */
  omit?: readonly string[]
}

function convert(value: unknown, options: ComparableOptions & { uuids: string[] }, seen: Map<object, number>): unknown {
  if (options.strict && typeof value === 'string' && UUID.test(value)) return { $uuid: numberOf(value, options.uuids) }
  if (typeof value === 'bigint') return { $bigint: value.toString() }
  if (typeof value === 'function') return { $function: value.name }
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return { $date: Number.isNaN(value.getTime()) ? 'invalid' : value.toISOString() }
  if (value instanceof Uint8Array) return { $buffer: Buffer.from(value).toString('hex') }
  const bson = (value as { _bsontype?: unknown })._bsontype
  if (typeof bson === 'string') {
    const text = String(value)
    return options.strict && bson === 'ObjectId' ? { $id: numberOf(text, options.uuids) } : { [`$${bson}`]: text }
  }
  const cycle = seen.get(value)
  if (cycle !== undefined) return { $cycle: cycle }
  seen.set(value, seen.size)
  if (Array.isArray(value)) return value.map((item) => convert(item, options, seen))
  const result: Record<string, unknown> = {}
  const prototype = Object.getPrototypeOf(value) as { constructor?: { name: string } } | null
  if (options.strict && prototype !== null && prototype !== Object.prototype)
    result.$class = prototype.constructor?.name
  if (value instanceof Error) result.message = value.message
  for (const key of Object.keys(value).sort()) {
    const item = (value as Record<string, unknown>)[key]
    if (options.omit?.includes(key) || (item === undefined && !options.strict)) continue
    result[key] = options.clock?.includes(key) && item ? { $clock: typeof item } : convert(item, options, seen)
  }
  return result
}

export function sameValue(left: unknown, right: unknown): boolean {
  return left === right || JSON.stringify(comparable(left)) === JSON.stringify(comparable(right))
}

function numberOf(text: string, among: string[]): number {
  return among.includes(text) ? among.indexOf(text) : among.push(text) - 1
}
