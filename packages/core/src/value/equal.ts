import type { ColumnKind } from './column-kind.ts'
import {
  compareDecimals,
  isDecimalObject,
  isNumeric,
  textOf,
  toDecimal,
  toExactNumber,
  toSpecialNumber,
} from './decimal.ts'
import { deepEqual } from './deep-equal.ts'
import { isOnDay, toInstant } from './instant.ts'
import { toBoolean, toUuidText } from './kind-value.ts'
import { isObjectId } from './value-class.ts'

/**
 * Whether two values of a column are equal (R22). With a `kind` they are compared as the column's values, in whatever
 * type a driver returns or a caller gives them: numeric text and numbers for `decimal`, `bigint`, `integer` and `float`
 * (`'10.50'` equals 10.5, exactly, without floating point), 1 and true for `boolean`, texts and Dates for `date`, texts
 * in either case for `uuid`. Without one nothing is coerced (R23). null equals undefined; NaN equals NaN. Never throws
 * on values that can be read.
 */
export function valuesEqual(a: unknown, b: unknown, kind?: ColumnKind): boolean {
  if (a === b) return true
  if (a === null || a === undefined || b === null || b === undefined) return (a ?? null) === (b ?? null)
  const byKind = kind === undefined ? undefined : equalByKind(a, b, kind)
  return byKind ?? deepEqual(a, b)
}

/** Undefined where the kind has nothing to say of such values. */
function equalByKind(a: unknown, b: unknown, kind: ColumnKind): boolean | undefined {
  switch (kind) {
    case 'integer':
    case 'bigint':
    case 'decimal':
      return equalDecimals(a, b)
    case 'float':
      return equalFloats(a, b)
    case 'boolean':
      return equalAs(toBoolean(a), toBoolean(b))
    case 'date':
      return equalDates(a, b)
    case 'uuid':
      return equalAs(toUuidText(a), toUuidText(b))
    case 'string':
      return equalTexts(a, b)
    case 'json':
      return equalJson(a, b)
    default:
      return undefined
  }
}

function equalAs<T>(a: T | undefined, b: T | undefined): boolean | undefined {
  return a === undefined || b === undefined ? undefined : a === b
}

function equalDecimals(a: unknown, b: unknown): boolean | undefined {
  const near = toExactNumber(a)
  const far = near === undefined ? undefined : toExactNumber(b)
  if (near !== undefined && far !== undefined) return near === far || (Number.isNaN(near) && Number.isNaN(far))
  const first = toDecimal(a, true)
  const second = toDecimal(b, true)
  if (first !== undefined && second !== undefined) return compareDecimals(first, second) === 0
  if (!isNumeric(a, true) || !isNumeric(b, true)) return undefined
  return first === undefined && second === undefined && Object.is(toSpecialNumber(a, true), toSpecialNumber(b, true))
}

function equalFloats(a: unknown, b: unknown): boolean | undefined {
  if (!isNumeric(a, true) || !isNumeric(b, true)) return undefined
  const [first, second] = [Number(a), Number(b)]
  return first === second || (Number.isNaN(first) && Number.isNaN(second))
}

function equalDates(a: unknown, b: unknown): boolean | undefined {
  if (isOnDay(a, b)) return true
  const first = toInstant(a)
  const second = toInstant(b)
  return first === undefined || second === undefined ? undefined : Object.is(first, second)
}

/** A number of any sort or an ObjectId equals the text that stands for it. */
function equalTexts(a: unknown, b: unknown): boolean | undefined {
  const [text, value] = typeof a === 'string' ? [a, b] : [b, a]
  const other = textFor(value)
  return typeof text !== 'string' || other === undefined ? undefined : text === other
}

function textFor(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  if (value === null || typeof value !== 'object') return undefined
  if (isDecimalObject(value)) return textOf(value)
  return isObjectId(value) ? String(value) : undefined
}

/** What JSON makes of both: a Date is its text, a text that is JSON is the document. What it makes null of equals nothing. */
function equalJson(a: unknown, b: unknown): boolean | undefined {
  if (deepEqual(a, b)) return true
  try {
    const document = asJson(a)
    return document !== null && deepEqual(document, asJson(b))
  } catch {
    return undefined
  }
}

function asJson(value: unknown): unknown {
  if (typeof value === 'string' && /^\s*[[{]/.test(value)) return JSON.parse(value)
  return JSON.parse(
    JSON.stringify(value, (_key, member: unknown) => (typeof member === 'bigint' ? Number(member) : member)),
  )
}
