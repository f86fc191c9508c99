import { isDecimalObject, toDecimal } from '../../../value/decimal.ts'

/** A whole number × 10^-scale. */
interface Scaled {
  units: bigint
  scale: number
}

const maxScale = 400

/** Whether the value is a number in one of the forms that databases and their drivers know: also numeric text, BigInt, Decimal. */
export function isNumeric(value: unknown): boolean {
  return toDecimal(value, true) !== undefined
}

/** The exact sum, in the wider form of the two; undefined where these values cannot be summed here. */
export function addExactly(a: unknown, b: unknown): unknown {
  return combine(a, b, 'plus', (first, second) => {
    const scale = Math.max(first.scale, second.scale)
    return { units: first.units * tens(scale - first.scale) + second.units * tens(scale - second.scale), scale }
  })
}

/** The exact product, in the wider form of the two; undefined where these values cannot be multiplied here. */
export function multiplyExactly(a: unknown, b: unknown): unknown {
  return combine(a, b, 'times', (first, second) => ({
    units: first.units * second.units,
    scale: first.scale + second.scale,
  }))
}

function combine(a: unknown, b: unknown, method: 'plus' | 'times', exactly: (a: Scaled, b: Scaled) => Scaled): unknown {
  if (isDecimalObject(a)) return byLibrary(a, b, method)
  if (isDecimalObject(b)) return byLibrary(b, a, method)
  const first = toScaled(a)
  const second = toScaled(b)
  if (first === undefined || second === undefined) return undefined
  return inForm(exactly(first, second), a, b)
}

/** Decimal libraries add and multiply their own; BSON's numbers do not. */
function byLibrary(decimal: object, other: unknown, method: 'plus' | 'times'): unknown {
  const operate = (decimal as Record<string, unknown>)[method]
  if (typeof operate !== 'function') return undefined
  return operate.call(decimal, typeof other === 'object' ? other : String(other)) as unknown
}

function inForm(result: Scaled, a: unknown, b: unknown): unknown {
  const text = toPlainText(result)
  if (typeof a === 'string' || typeof b === 'string') return text
  if (typeof a === 'bigint' || typeof b === 'bigint') return text.includes('.') ? text : BigInt(text)
  const number = Number(text)
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? undefined : number
}

function toScaled(value: unknown): Scaled | undefined {
  const decimal = toDecimal(value, true)
  if (decimal === undefined) return undefined
  const scale = decimal.digits.length - decimal.point
  if (Math.abs(scale) > maxScale || decimal.digits.length > maxScale) return undefined
  const units = BigInt(decimal.digits || '0') * BigInt(decimal.sign)
  return scale >= 0 ? { units, scale } : { units: units * tens(-scale), scale: 0 }
}

function toPlainText({ units, scale }: Scaled): string {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0')
  const sign = units < 0n ? '-' : ''
  if (scale === 0) return sign + digits
  const fraction = digits.slice(-scale).replace(/0+$/, '')
  return sign + digits.slice(0, -scale) + (fraction === '' ? '' : `.${fraction}`)
}

function tens(exponent: number): bigint {
  return 10n ** BigInt(exponent)
}
