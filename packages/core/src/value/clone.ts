import { isPlainObject } from './plain-object.ts'

/**
 * A copy that later changes to the value do not reach: arrays, plain objects, Map, Set, Date and bytes are copied at
 * every depth, what is hidden stays hidden; instances of other classes (Decimal, ObjectId) are taken as immutable and
 * shared. Circles are kept.
 */
export function cloneValue<T>(value: T): T {
  return cloneAt(value, new Map()) as T
}

function cloneAt(value: unknown, seen: Map<object, unknown>): unknown {
  if (value === null || typeof value !== 'object') return value
  const known = seen.get(value)
  if (known !== undefined) return known
  if (value instanceof Date) return new Date(value.getTime())
  if (value instanceof Uint8Array) return Uint8Array.prototype.slice.call(value)
  if (Array.isArray(value)) {
    const copy: unknown[] = []
    seen.set(value, copy)
    for (const item of value) copy.push(cloneAt(item, seen))
    return copy
  }
  if (value instanceof Map) {
    const copy = new Map<unknown, unknown>()
    seen.set(value, copy)
    for (const [key, member] of value) copy.set(key, cloneAt(member, seen))
    return copy
  }
  if (value instanceof Set) {
    const copy = new Set<unknown>()
    seen.set(value, copy)
    for (const member of value) copy.add(cloneAt(member, seen))
    return copy
  }
  return isPlainObject(value) ? cloneObject(value, seen) : value
}

function cloneObject(value: object, seen: Map<object, unknown>): object {
  const copy: object = Object.create(Object.getPrototypeOf(value) as object | null) as object
  seen.set(value, copy)
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    const member = 'value' in descriptor ? descriptor.value : (value as Record<string, unknown>)[name]
    Object.defineProperty(copy, name, {
      value: cloneAt(member, seen),
      enumerable: descriptor.enumerable,
      configurable: true,
      writable: true,
    })
  }
  return copy
}
