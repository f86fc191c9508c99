import { compareDecimals, toDecimal } from './decimal.ts'
import { bytesOf, classOf } from './value-class.ts'

const maxDepth = 400

/** Pairs of objects that are being compared further out: a circle is taken as equal. */
type Open = Map<object, object>

/**
 * Whether two values are equal by value, whatever their column's kind: numbers of all sorts exactly, Date by instant,
 * ObjectId by its hex text, bytes one by one, arrays in order, Map and Set by content, other objects by class and own
 * enumerable properties. null equals undefined, but not inside an object, where only undefined equals a missing
 * property. NaN equals NaN.
 */
export function deepEqual(a: unknown, b: unknown): boolean {
  return equalAt(a, b, new Map(), 0)
}

function equalAt(a: unknown, b: unknown, open: Open, depth: number): boolean {
  if (Object.is(a, b) || a === b) return true
  const type = classOf(a)
  if (type !== classOf(b)) return false
  switch (type) {
    case 'null':
      return depth === 0
    case 'number':
      return equalNumbers(a, b)
    case 'date':
      return Object.is((a as Date).getTime(), (b as Date).getTime())
    case 'id':
      return String(a) === String(b)
    case 'binary':
      return equalBytes(bytesOf(a), bytesOf(b))
    case 'array':
    case 'map':
    case 'set':
    case 'object':
      return equalObjects(type, a as object, b as object, open, depth)
    default:
      return false
  }
}

function equalNumbers(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return false
  const first = toDecimal(a, false)
  const second = toDecimal(b, false)
  if (first !== undefined && second !== undefined) return compareDecimals(first, second) === 0
  return first === second && String(a) === String(b)
}

function equalBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a === undefined || b === undefined || a.length !== b.length) return false
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false
  return true
}

function equalObjects(
  type: 'array' | 'map' | 'set' | 'object',
  a: object,
  b: object,
  open: Open,
  depth: number,
): boolean {
  if (depth > maxDepth) return false
  if (open.get(a) === b) return true
  const outer = open.get(a)
  open.set(a, b)
  const equal = equalContents(type, a, b, (first, second) => equalAt(first, second, open, depth + 1))
  if (outer === undefined) open.delete(a)
  else open.set(a, outer)
  return equal
}

type Equal = (a: unknown, b: unknown) => boolean

function equalContents(type: 'array' | 'map' | 'set' | 'object', a: object, b: object, equal: Equal): boolean {
  if (type === 'array') return equalArrays(a as unknown[], b as unknown[], equal)
  if (type === 'map') return equalMaps(a as Map<unknown, unknown>, b as Map<unknown, unknown>, equal)
  if (type === 'set') return equalSets(a as Set<unknown>, b as Set<unknown>, equal)
  return equalProperties(a as Record<string, unknown>, b as Record<string, unknown>, equal)
}

function equalArrays(a: unknown[], b: unknown[], equal: Equal): boolean {
  return a.length === b.length && a.every((item, index) => equal(item, b[index]))
}

function equalMaps(a: Map<unknown, unknown>, b: Map<unknown, unknown>, equal: Equal): boolean {
  if (a.size !== b.size) return false
  for (const [key, value] of a) if (!b.has(key) || !equal(value, b.get(key))) return false
  return true
}

function equalSets(a: Set<unknown>, b: Set<unknown>, equal: Equal): boolean {
  if (a.size !== b.size) return false
  const others = [...b]
  for (const item of a) {
    if (b.has(item)) continue
    if (!others.some((other) => equal(item, other))) return false
  }
  return true
}

function equalProperties(a: Record<string, unknown>, b: Record<string, unknown>, equal: Equal): boolean {
  if (!sameClass(a, b)) return false
  for (const key of Object.keys(a)) if (!equal(a[key], ownValue(b, key))) return false
  for (const key of Object.keys(b)) if (!Object.hasOwn(a, key) && !equal(undefined, b[key])) return false
  return true
}

/** Plain objects are of one class, also those without a prototype and of other realms. */
function sameClass(a: object, b: object): boolean {
  const first: unknown = Object.getPrototypeOf(a)
  const second: unknown = Object.getPrototypeOf(b)
  return first === second || (isPlainPrototype(first) && isPlainPrototype(second))
}

function isPlainPrototype(prototype: unknown): boolean {
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function ownValue(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined
}
