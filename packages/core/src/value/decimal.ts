import { hasOwnText } from './own-text.ts'

/** An exact decimal number: sign × 0.digits × 10^point. Digits have no zeros at either end; zero has none at all. */
export interface Decimal {
  sign: -1 | 0 | 1
  digits: string
  point: number
}

const pattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,9}))?$/i
const shortPattern = /^-?\d{1,15}(?:\.\d+)?$/
const maxLength = 10_000
const zero: Decimal = { sign: 0, digits: '', point: 0 }

/**
 * The exact number that a value stands for: a finite number, a BigInt, a Decimal of decimal.js, Prisma,
 * decimal.js-light, big.js or bignumber.js, BSON's Long, Int32, Double and Decimal128, and, if `text` says so, a
 * numeric string. Undefined for anything else.
 */
export function toDecimal(value: unknown, text: boolean): Decimal | undefined {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? parseDecimal(String(value)) : undefined
    case 'bigint':
      return parseDecimal(String(value))
    case 'string':
      return text ? parseDecimal(value.trim()) : undefined
    case 'object':
      return isDecimalObject(value) ? parseDecimal(textOf(value)) : undefined
    default:
      return undefined
  }
}

/**
 * A number, or a short numeric text as one, where that loses nothing: different texts of up to fifteen digits are
 * different numbers, in the same order. Spares the exact way for nearly all values.
 */
export function toExactNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  return typeof value === 'string' && value.length <= 16 && shortPattern.test(value) ? Number(value) : undefined
}

/** Less than zero: a is the smaller one; zero: they are equal. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.sign !== b.sign) return a.sign - b.sign
  if (a.sign === 0) return 0
  return a.sign > 0 ? compareMagnitudes(a, b) : compareMagnitudes(b, a)
}

/**
 * NaN or an infinity, which have no digits: as a number, as a number object or, if `text` says so, as PostgreSQL writes it. Undefined for
 * anything else.
 */
export function toSpecialNumber(value: unknown, text: boolean): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : value
  if (typeof value === 'string') return text ? specialNumbers.get(value.trim()) : undefined
  return isDecimalObject(value) ? specialNumbers.get(textOf(value)) : undefined
}

const specialNumbers: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
])

/** Whether the value stands for a number, NaN and the infinities among them. */
export function isNumeric(value: unknown, text: boolean): boolean {
  return toDecimal(value, text) !== undefined || toSpecialNumber(value, text) !== undefined
}

/** Whether the value is a number object of one of the libraries that `toDecimal` knows, by its shape. */
export function isDecimalObject(value: unknown): value is object {
  if (value === null || typeof value !== 'object') return false
  const { _bsontype, s, e, d, c } = value as { _bsontype?: unknown; s?: unknown; e?: unknown; d?: unknown; c?: unknown }
  if (typeof _bsontype === 'string') return numericBsonTypes.has(_bsontype) && hasOwnText(value)
  return typeof s === 'number' && typeof e === 'number' && (isDigits(d) || isDigits(c)) && hasOwnText(value)
}

/** NaN and the infinities have none: null. */
function isDigits(digits: unknown): boolean {
  return digits === null || Array.isArray(digits)
}

const numericBsonTypes: ReadonlySet<string> = new Set(['Long', 'Int32', 'Double', 'Decimal128'])

/** All digits of a number object, without an exponent where its library can do so; empty where it cannot say. */
export function textOf(value: object): string {
  try {
    const { toFixed } = value as { toFixed?: unknown }
    const text: unknown =
      typeof toFixed === 'function' && (value as { e?: unknown }).e !== undefined ? toFixed.call(value) : String(value)
    return typeof text === 'string' ? text : ''
  } catch {
    return ''
  }
}

function parseDecimal(text: string): Decimal | undefined {
  if (text.length > maxLength) return undefined
  const match = pattern.exec(text)
  if (match === null) return undefined
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  const all = whole + fraction
  if (all === '') return undefined
  const leading = countLeadingZeros(all)
  const digits = trimTrailingZeros(all.slice(leading))
  if (digits === '') return zero
  return { sign: sign === '-' ? -1 : 1, digits, point: whole.length - leading + Number(exponent) }
}

function compareMagnitudes(a: Decimal, b: Decimal): number {
  if (a.point !== b.point) return a.point - b.point
  return a.digits < b.digits ? -1 : a.digits > b.digits ? 1 : 0
}

function countLeadingZeros(digits: string): number {
  let count = 0
  while (count < digits.length && digits.charCodeAt(count) === 48) count++
  return count
}

function trimTrailingZeros(digits: string): string {
  let end = digits.length
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end--
  return digits.slice(0, end)
}
