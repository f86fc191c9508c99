import type { ColumnKind } from './column-kind.ts'
import { compareDecimals, isNumeric, toDecimal, toExactNumber } from './decimal.ts'
import { isOnDay, toInstant } from './instant.ts'
import { toUuidText } from './kind-value.ts'
import { classOf } from './value-class.ts'

/**
 * Orders two values: negative, zero or positive; undefined where they have no order. Numbers of all sorts are ordered
 * exactly, Dates by instant, texts by UTF-16 code unit (not by the database's collation), ObjectIds by their hex text;
 * booleans, bytes, objects, null and NaN have no order. With a `kind`, numeric texts and texts of dates are ordered as
 * numbers and dates (R22); without one, values of two classes have no order (R23).
 */
export function compareValues(a: unknown, b: unknown, kind?: ColumnKind): number | undefined {
  if (typeof a === 'number' && typeof b === 'number' && kind !== 'boolean' && kind !== 'uuid') return orderOf(a, b)
  switch (kind) {
    case 'integer':
    case 'bigint':
    case 'decimal':
      return compareAsDecimals(a, b, true)
    case 'float':
      return compareAsFloats(a, b, true)
    case 'date':
      return isOnDay(a, b) ? 0 : compareAs(toInstant(a), toInstant(b))
    case 'uuid':
      return compareAs(toUuidText(a), toUuidText(b))
    case 'boolean':
      return undefined
    default:
      return compareByClass(a, b)
  }
}

function compareByClass(a: unknown, b: unknown): number | undefined {
  const type = classOf(a)
  if (type !== classOf(b)) return undefined
  switch (type) {
    case 'string':
      return orderOf(a as string, b as string)
    case 'number':
      return compareAsDecimals(a, b, false)
    case 'date':
      return orderOf((a as Date).getTime(), (b as Date).getTime())
    case 'id':
      return orderOf(String(a), String(b))
    default:
      return undefined
  }
}

function compareAsDecimals(a: unknown, b: unknown, text: boolean): number | undefined {
  const near = text ? toExactNumber(a) : undefined
  const far = near === undefined ? undefined : toExactNumber(b)
  if (near !== undefined && far !== undefined) return orderOf(near, far)
  const first = toDecimal(a, text)
  const second = toDecimal(b, text)
  // One of them is infinite, NaN or no number at all.
  if (first === undefined || second === undefined) return compareAsFloats(a, b, text)
  return compareDecimals(first, second)
}

function compareAsFloats(a: unknown, b: unknown, text: boolean): number | undefined {
  return isNumeric(a, text) && isNumeric(b, text) ? orderOf(Number(a), Number(b)) : undefined
}

function compareAs<T extends number | string>(a: T | undefined, b: T | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : orderOf(a, b)
}

function orderOf<T extends number | string>(a: T, b: T): number | undefined {
  return a < b ? -1 : a > b ? 1 : a === b ? 0 : undefined
}
