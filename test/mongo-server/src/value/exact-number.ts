import { Decimal128, Double, type Int32, Long } from 'bson'
import type { NumericValue } from './bson-value.ts'

/** A number as `coefficient × 10^exponent`, exactly, or one that is none. */
export type ExactNumber = { coefficient: bigint; exponent: number } | 'NaN' | 'Infinity' | '-Infinity'

/** All four types of numbers in one that loses nothing, so that they can be compared and added. */
export function exactNumber(value: NumericValue): ExactNumber {
  if (value instanceof Long) return { coefficient: value.toBigInt(), exponent: 0 }
  if (value instanceof Decimal128) return fromText(value.toString())
  if (value instanceof Double) return fromDouble(value.value)
  return { coefficient: BigInt((value as Int32).value), exponent: 0 }
}

export function compareExact(a: ExactNumber, b: ExactNumber): number {
  if (a === b) return 0
  if (a === 'NaN' || b === 'Infinity' || a === '-Infinity') return b === 'NaN' ? 1 : -1
  if (b === 'NaN' || a === 'Infinity' || b === '-Infinity') return 1
  const [left, right] = aligned(a, b)
  return left < right ? -1 : left > right ? 1 : 0
}

export function addExact(a: ExactNumber, b: ExactNumber): ExactNumber | undefined {
  if (typeof a === 'string' || typeof b === 'string') return undefined
  const [left, right] = aligned(a, b)
  return { coefficient: left + right, exponent: Math.min(a.exponent, b.exponent) }
}

export function multiplyExact(a: ExactNumber, b: ExactNumber): ExactNumber | undefined {
  if (typeof a === 'string' || typeof b === 'string') return undefined
  return { coefficient: a.coefficient * b.coefficient, exponent: a.exponent + b.exponent }
}

/** The same text for equal numbers, and for no others. */
export function exactText(value: ExactNumber): string {
  if (typeof value === 'string') return value
  let { coefficient, exponent } = value
  if (coefficient === 0n) return '0'
  while (coefficient % 10n === 0n) {
    coefficient /= 10n
    exponent++
  }
  return `${coefficient}e${exponent}`
}

type Finite = Exclude<ExactNumber, string>

function aligned(a: Finite, b: Finite): [bigint, bigint] {
  const exponent = Math.min(a.exponent, b.exponent)
  return [a.coefficient * 10n ** BigInt(a.exponent - exponent), b.coefficient * 10n ** BigInt(b.exponent - exponent)]
}

function fromText(text: string): ExactNumber {
  if (text === 'NaN' || text === 'Infinity' || text === '-Infinity') return text
  const [digits = '0', power = '0'] = text.toUpperCase().split('E')
  const [whole = '0', fraction = ''] = digits.split('.')
  return { coefficient: BigInt(whole + fraction), exponent: Number(power) - fraction.length }
}

/** A double is `mantissa × 2^power`; a negative power of two is one of ten with as many fives. */
function fromDouble(value: number): ExactNumber {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity'
  let mantissa = value
  let power = 0
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2
    power++
  }
  return { coefficient: BigInt(mantissa) * 5n ** BigInt(power), exponent: -power }
}
