import type { ColumnKind } from './column-kind.ts'
import { compareDecimals, isDecimalObject, textOf, toDecimal, toExactNumber, toSpecialNumber } from './decimal.ts'
import { isDayText, toInstant } from './instant.ts'
import { toBoolean, toUuidText } from './kind-value.ts'
import { classOf } from './value-class.ts'

/** What a value is looked up by in a Map. */
export type EqualityKey = string | number | boolean | null

/**
 * Keys such that two values of a column that are equal (`valuesEqual` with the same kind) have one in common; unequal values may have one in
 * common too. Undefined for values that have none, which no value that has keys is equal to: objects, arrays, bytes, JSON.
 */
export function equalityKeys(value: unknown, kind: ColumnKind | undefined): readonly EqualityKey[] | undefined {
  if (value === null || value === undefined) return kind === 'json' ? undefined : [null]
  switch (kind) {
    case 'json':
      return undefined
    case 'integer':
    case 'bigint':
    case 'decimal':
      return listOf(numberKey(value, true) ?? classKey(value))
    case 'float':
      return listOf(
        toSpecialNumber(value, true) ?? (toDecimal(value, true) === undefined ? classKey(value) : Number(value)),
      )
    case 'boolean':
      return listOf(booleanKey(value))
    case 'date':
      return dateKeys(value)
    case 'uuid':
      return uuidKeys(value)
    case 'string':
      return textKeys(value)
    default:
      return listOf(classKey(value))
  }
}

function listOf(key: EqualityKey | undefined): readonly EqualityKey[] | undefined {
  return key === undefined ? undefined : [key]
}

/** Of values that are compared by their class, whatever their column. */
function classKey(value: unknown): EqualityKey | undefined {
  switch (classOf(value)) {
    case 'string':
      return value as string
    case 'boolean':
      return value as boolean
    case 'number':
      return numberKey(value, false) ?? Number(String(value))
    case 'date':
      return (value as Date).getTime()
    case 'id':
      return String(value)
    default:
      return undefined
  }
}

/** A number, where one stands for the value exactly; else all its digits. */
function numberKey(value: unknown, text: boolean): EqualityKey | undefined {
  if (typeof value === 'number') return value
  const special = toSpecialNumber(value, text)
  if (special !== undefined) return special
  const near = text ? toExactNumber(value) : undefined
  if (near !== undefined) return near
  const exact = toDecimal(value, text)
  if (exact === undefined) return undefined
  const digits = `${exact.sign < 0 ? '-' : ''}0.${exact.digits}e${exact.point}`
  const number = Number(digits)
  const shown = toDecimal(number, false)
  return shown !== undefined && compareDecimals(shown, exact) === 0 ? number : digits
}

/** 1 and 0 are true and false, also as number objects. */
function booleanKey(value: unknown): EqualityKey | undefined {
  const key = toBoolean(value) ?? classKey(value)
  return key === 1 ? true : key === 0 ? false : key
}

/** A text that is a day equals midnight of it in UTC and where the process runs, so that a Date at the latter has two keys. */
function dateKeys(value: unknown): readonly EqualityKey[] | undefined {
  const instant = toInstant(value) ?? (classOf(value) === 'number' ? Number(String(value)) : undefined)
  if (instant === undefined) return listOf(classKey(value))
  if (!(value instanceof Date) || Number.isNaN(instant)) return [instant]
  const day = new Date(Date.UTC(value.getFullYear(), value.getMonth(), value.getDate()))
  const isMidnight =
    value.getHours() === 0 && value.getMinutes() === 0 && value.getSeconds() === 0 && value.getMilliseconds() === 0
  return isMidnight && isDayText(day.toISOString().slice(0, 10)) ? [instant, day.getTime()] : [instant]
}

/** Number objects of BSON stand for a text here, and equal other numbers too. */
function uuidKeys(value: unknown): readonly EqualityKey[] | undefined {
  const text = toUuidText(value)
  if (text === undefined) return listOf(classKey(value))
  const number = classOf(value) === 'number' ? classKey(value) : undefined
  return number === undefined ? [text] : [text, number]
}

/** A number of any sort equals the text that stands for it, and other numbers by value. */
function textKeys(value: unknown): readonly EqualityKey[] | undefined {
  const key = classKey(value)
  if (key === undefined) return undefined
  if (isDecimalObject(value)) return [key, textOf(value)]
  return typeof value === 'number' || typeof value === 'bigint' ? [key, String(value)] : [key]
}
