/** A copy that later changes of the original do not reach; keeps Dates, Buffers and class-less structure. */
export function copyValue<T>(value: T): T {
  return copy(value, new Map()) as T
}

function copy(value: unknown, seen: Map<object, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return new Date(value)
  // Values of BSON never change.
  if ('_bsontype' in value) return value
  if (Buffer.isBuffer(value)) return Buffer.from(value)
  if (value instanceof Uint8Array) return Uint8Array.from(value)
  const known = seen.get(value)
  if (known !== undefined) return known
  const target: unknown[] | Record<string, unknown> = Array.isArray(value) ? [] : {}
  seen.set(value, target)
  for (const key of Object.keys(value)) {
    ;(target as Record<string, unknown>)[key] = copy((value as Record<string, unknown>)[key], seen)
  }
  return target
}
