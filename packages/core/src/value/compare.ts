import type { ColumnKind } from './column-kind.ts'
import { compareDecimals, toDecimal, toExactNumber } from './decimal.ts'
import { toInstant } from './instant.ts'
import { toUuidText } from './kind-value.ts'
import { classOf } from './value-class.ts'

/**
 * Orders two values: negative, zero or positive; undefined where they have no order. Numbers of all sorts are ordered
 * exactly, Dates by instant, texts by UTF-16 code unit (not by the database's collation), ObjectIds by their hex text;
 * booleans, bytes, objects, null and NaN have no order. With a `kind`, numeric texts and texts of dates are ordered as
 * numbers and dates (R22); without one, values of two classes have no order (R23).
 */
export function compareValues(a: unknown, b: unknown, kind?: ColumnKind): number | undefined {
  if (typeof a === 'number' && typeof b === 'number') return orderOf(a, b)
  switch (kind) {
    case 'integer':
    case 'bigint':
    case 'decimal':
    case 'float':
      return compareAsDecimals(a, b, true)
    case 'date':
      return compareAs(toInstant(a), toInstant(b))
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
  if (first === undefined || second === undefined) return compareInfinite(a, b)
  return compareDecimals(first, second)
}

/** Where one of them is infinite. */
function compareInfinite(a: unknown, b: unknown): number | undefined {
  const isNumeric = (value: unknown): boolean => typeof value === 'number' || toDecimal(value, true) !== undefined
  return isNumeric(a) && isNumeric(b) ? orderOf(Number(a), Number(b)) : undefined
}

function compareAs<T extends number | string>(a: T | undefined, b: T | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : orderOf(a, b)
}

function orderOf<T extends number | string>(a: T, b: T): number | undefined {
  return a < b ? -1 : a > b ? 1 : a === b ? 0 : undefined
}
