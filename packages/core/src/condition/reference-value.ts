import { Decimal as PrismaDecimal } from '@prisma/client-runtime-utils'
import { Binary, Decimal128, Double, Int32, Long, ObjectId } from 'bson'
import Decimal from 'decimal.js'
import LightDecimal from 'decimal.js-light'
import type { ColumnKind } from '../value/column-kind.ts'
import { type Exact, exactOrder, isSameNumber, toExact } from './reference-number.ts'

/*
 * How values compare (R22, R23), written as plainly as can be, with the libraries' own classes and without any of the code
 * that it stands against; for tests only. It is the specification.
 */

type Sort = 'null' | 'text' | 'boolean' | 'number' | 'date' | 'id' | 'bytes' | 'list' | 'map' | 'set' | 'object'

/** What a value is. Without a column's kind, values of two sorts are never equal and have no order. */
export function sortOf(value: unknown): Sort {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return 'text'
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value === 'number' || typeof value === 'bigint' || isNumberObject(value)) return 'number'
  if (value instanceof Date) return 'date'
  if (value instanceof ObjectId) return 'id'
  if (bytesIn(value) !== undefined) return 'bytes'
  if (Array.isArray(value)) return 'list'
  if (value instanceof Map) return 'map'
  return value instanceof Set ? 'set' : 'object'
}

function isNumberObject(value: unknown): boolean {
  return isDecimal(value) || [Long, Int32, Double, Decimal128].some((type) => value instanceof type)
}

function isDecimal(value: unknown): value is { toFixed(): string } {
  return [Decimal, LightDecimal, PrismaDecimal].some((type) => value instanceof type)
}

function bytesIn(value: unknown): Buffer | undefined {
  if (value instanceof Binary) return Buffer.from(value.buffer.subarray(0, value.position))
  if (value instanceof ArrayBuffer) return Buffer.from(value)
  return ArrayBuffer.isView(value) ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : undefined
}

/** Equal by value. null and a missing value are one. */
export function isEqual(a: unknown, b: unknown, kind?: ColumnKind): boolean {
  const isNothing = [a, b].map((value) => sortOf(value) === 'null')
  if (isNothing.includes(true)) return !isNothing.includes(false)
  return isEqualByKind(a, b, kind) ?? isSame(a, b)
}

/** Undefined where the kind does not say how these two are to be read: then they are compared for what they are. */
function isEqualByKind(a: unknown, b: unknown, kind: ColumnKind | undefined): boolean | undefined {
  switch (kind) {
    case 'integer':
    case 'bigint':
    case 'decimal':
      return both(toNumber, a, b, isSameNumber)
    case 'float':
      return both(toFloat, a, b, isSameFloat)
    case 'boolean':
      return both(toBoolean, a, b, Object.is)
    case 'date':
      return isOnDay(a, b) || isOnDay(b, a) || both(toInstant, a, b, isSameFloat)
    case 'uuid':
      return both(toUuid, a, b, Object.is)
    case 'string':
      return isTextOf(a, b) ?? isTextOf(b, a)
    case 'json':
      return isSame(a, b) || (toJson(a) !== null && isSame(toJson(a), toJson(b)))
    default:
      return undefined
  }
}

function both<T>(
  read: (value: unknown) => T | undefined,
  a: unknown,
  b: unknown,
  compare: (a: T, b: T) => boolean,
): boolean | undefined {
  const [first, second] = [read(a), read(b)]
  return first === undefined || second === undefined ? undefined : compare(first, second)
}

/** Whether a value has no order although others of its sort have: NaN, in whatever form, and an invalid Date. */
export function isUnordered(value: unknown, kind?: ColumnKind): boolean {
  if (value instanceof Date) return Number.isNaN(value.getTime())
  const isNumeric = kind === 'integer' || kind === 'bigint' || kind === 'decimal' || kind === 'float'
  return (isNumeric || sortOf(value) === 'number') && toNumber(value) === 'NaN'
}

/** Negative, zero or positive; undefined where two values have no order. */
export function orderOf(a: unknown, b: unknown, kind?: ColumnKind): number | undefined {
  switch (kind) {
    case 'integer':
    case 'bigint':
    case 'decimal':
      return exactOrder(toNumber(a), toNumber(b))
    case 'float':
      return plainOrder(toFloat(a), toFloat(b))
    case 'boolean':
      return undefined
    case 'date':
      return isOnDay(a, b) || isOnDay(b, a) ? 0 : plainOrder(toInstant(a), toInstant(b))
    case 'uuid':
      return plainOrder(toUuid(a), toUuid(b))
    default:
      return sortOf(a) === sortOf(b) ? orderOfSort(a, b) : undefined
  }
}

function orderOfSort(a: unknown, b: unknown): number | undefined {
  switch (sortOf(a)) {
    case 'text':
    case 'id':
      return plainOrder(String(a), String(b))
    case 'number':
      return exactOrder(toNumber(a), toNumber(b))
    case 'date':
      return plainOrder(toInstant(a), toInstant(b))
    default:
      return undefined
  }
}

function plainOrder<T extends string | number>(a: T | undefined, b: T | undefined): number | undefined {
  if (a === undefined || b === undefined) return undefined
  return a < b ? -1 : a > b ? 1 : a === b ? 0 : undefined
}

/** Whether asking makes sense: the two are of one sort, or the kind reads both. Where not, somebody hears of it (R23). */
export function isComparable(a: unknown, b: unknown, kind?: ColumnKind): boolean {
  const sorts = [sortOf(a), sortOf(b)]
  return sorts[0] === sorts[1] || sorts.includes('null') || kind === 'json' || isEqualByKind(a, b, kind) !== undefined
}

/** For what they are, without a column: nothing is coerced. */
function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  const sort = sortOf(a)
  if (sort !== sortOf(b)) return false
  switch (sort) {
    case 'number':
      return isSameNumber(toNumber(a)!, toNumber(b)!)
    case 'date':
      return Object.is(Number(a), Number(b))
    case 'id':
      return String(a) === String(b)
    case 'bytes':
      return bytesIn(a)!.equals(bytesIn(b)!)
    case 'list':
      return isSameList(a as unknown[], b as unknown[])
    case 'map':
      return isSameMap(a as Map<unknown, unknown>, b as Map<unknown, unknown>)
    case 'set':
      return isSameSet([...(a as Set<unknown>)], [...(b as Set<unknown>)])
    case 'object':
      return isSameObject(a as Record<string, unknown>, b as Record<string, unknown>)
    default:
      return false
  }
}

function isSameList(a: unknown[], b: unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => isSame(item, b[index]))
}

function isSameMap(a: Map<unknown, unknown>, b: Map<unknown, unknown>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.has(key) && isSame(value, b.get(key)))
}

function isSameSet(a: unknown[], b: unknown[]): boolean {
  return a.length === b.length && a.every((item) => b.some((other) => isSame(item, other)))
}

/** By class and members; a member that is undefined is none. */
function isSameObject(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])]
  return Object.getPrototypeOf(a) === Object.getPrototypeOf(b) && names.every((name) => isSame(a[name], b[name]))
}

/** Numbers of all sorts, and numeric text where a column's kind asks. */
function toNumber(value: unknown): Exact | undefined {
  if (sortOf(value) === 'number') return toExact(textOfNumber(value))
  return typeof value === 'string' ? toExact(value.trim()) : undefined
}

/** All digits of a Decimal; of others, what their library writes. */
function textOfNumber(value: unknown): string {
  return isDecimal(value) ? value.toFixed() : String(value)
}

function toFloat(value: unknown): number | undefined {
  return toNumber(value) === undefined ? undefined : Number(value)
}

function isSameFloat(a: number, b: number): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b))
}

function toBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'string') {
    if (/^(true|t|1|y|yes|on)$/i.test(value.trim())) return true
    return /^(false|f|0|n|no|off)$/i.test(value.trim()) ? false : undefined
  }
  const bytes = bytesIn(value)
  const number = bytes?.length === 1 ? bytes[0] : value
  if (number === true || number === 1 || number === 1n) return true
  return number === false || number === 0 || number === 0n ? false : undefined
}

/** Milliseconds since 1970; a text without a zone is in UTC. */
function toInstant(value: unknown): number | undefined {
  if (value instanceof Date) return value.getTime()
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value)
  const [, day, time = '00:00', zone = 'Z'] =
    typeof value === 'string'
      ? (/^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?))?(Z|[+-]\d\d)?$/.exec(value.trim()) ?? [])
      : []
  if (day === undefined) return undefined
  const instant = Date.parse(`${day}T${time}${zone === 'Z' ? zone : `${zone}:00`}`)
  return Number.isNaN(instant) ? undefined : instant
}

/** A day is equal to its midnight in UTC, and to its midnight where the process runs: ORMs give either. */
function isOnDay(date: unknown, day: unknown): boolean {
  if (!(date instanceof Date) || typeof day !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(day)) return false
  return [new Date(`${day}T00:00:00Z`), new Date(`${day}T00:00:00`)].some(
    (midnight) => Number(midnight) === Number(date),
  )
}

/** A UUID's digits; an ObjectId's; any other text in lower case. */
function toUuid(value: unknown): string | undefined {
  const bytes = bytesIn(value)
  if (bytes !== undefined) return bytes.length === 16 ? bytes.toString('hex') : undefined
  if (typeof value !== 'string' && sortOf(value) !== 'id') return undefined
  const text = String(value).toLowerCase()
  const digits = text.replaceAll(/[{}-]/g, '')
  return /^[0-9a-f]{32}$/.test(digits) ? digits : text
}

/** In a text column a number or an ObjectId equals the text that stands for it. */
function isTextOf(text: unknown, value: unknown): boolean | undefined {
  const sort = sortOf(value)
  if (typeof text !== 'string' || (sort !== 'number' && sort !== 'id')) return undefined
  return text === (sort === 'number' ? textOfNumber(value) : String(value))
}

/** What JSON makes of it; a text that holds a document is the document. */
function toJson(value: unknown): unknown {
  if (typeof value !== 'string')
    return JSON.parse(JSON.stringify(value, (_, member) => (typeof member === 'bigint' ? Number(member) : member)))
  try {
    return /^\s*[[{]/.test(value) ? JSON.parse(value) : value
  } catch {
    return value
  }
}
