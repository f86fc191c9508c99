import { unforeseeable } from './unforeseeable.ts'

/** A sum as MongoDB makes it of JavaScript numbers, bigints and decimals. */
export function addNumbers(a: unknown, b: unknown, table: string): unknown {
  return combine(a, b, table, {
    number: (left, right) => left + right,
    bigint: (left, right) => left + right,
    decimal: (left, right) => {
      const exponent = Math.min(left.exponent, right.exponent)
      const at = ({ coefficient, exponent: own }: Decimal): bigint => coefficient * 10n ** BigInt(own - exponent)
      return { coefficient: at(left) + at(right), exponent }
    },
  })
}

export function multiplyNumbers(a: unknown, b: unknown, table: string): unknown {
  return combine(a, b, table, {
    number: (left, right) => left * right,
    bigint: (left, right) => left * right,
    decimal: (left, right) => ({
      coefficient: left.coefficient * right.coefficient,
      exponent: left.exponent + right.exponent,
    }),
  })
}

/** The order of two values of one kind. */
export function compareLike(a: unknown, b: unknown, table: string): number {
  const [left, right] = [comparable(a), comparable(b)]
  if (left === undefined || typeof left !== typeof right)
    throw unforeseeable(table, 'the order of values of different kinds')
  return left === right ? 0 : left! < right! ? -1 : 1
}

interface Decimal {
  coefficient: bigint
  exponent: number
}

interface Combination {
  number(a: number, b: number): number
  bigint(a: bigint, b: bigint): bigint
  decimal(a: Decimal, b: Decimal): Decimal
}

function combine(a: unknown, b: unknown, table: string, combination: Combination): unknown {
  if (typeof a === 'number' && typeof b === 'number') return combination.number(a, b)
  const decimal = isDecimal128(a) ? a : isDecimal128(b) ? b : undefined
  if (decimal === undefined) {
    if (isWhole(a) && isWhole(b)) return combination.bigint(BigInt(a), BigInt(b))
    throw unforeseeable(table, 'arithmetic on what is no number')
  }
  const { coefficient, exponent } = combination.decimal(toDecimal(a, table), toDecimal(b, table))
  const { fromString } = decimal.constructor as unknown as { fromString(text: string): unknown }
  return fromString(exponent === 0 ? String(coefficient) : `${coefficient}E${exponent}`)
}

function isWhole(value: unknown): value is number | bigint {
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value))
}

function isDecimal128(value: unknown): value is object {
  return (value as { _bsontype?: unknown } | null)?._bsontype === 'Decimal128'
}

function toDecimal(value: unknown, table: string): Decimal {
  const match = /^(-?\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/i.exec(String(value))
  if (match === null) throw unforeseeable(table, 'arithmetic on what is no decimal number')
  const [, whole = '0', fraction = '', power = '0'] = match
  return { coefficient: BigInt(whole + fraction), exponent: Number(power) - fraction.length }
}

function comparable(value: unknown): number | bigint | string | undefined {
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'bigint') return value
  if (value instanceof Date) return value.getTime()
  if (isDecimal128(value)) return Number(String(value))
  return (value as { _bsontype?: unknown } | null)?._bsontype === 'ObjectId' ? String(value) : undefined
}
