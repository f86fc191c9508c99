/** An exact number: `mantissa × 10^exponent`, or what is none. */
export type Exact = { mantissa: bigint; exponent: number } | 'NaN' | 'Infinity' | '-Infinity'

/** Reads a number's text, without floating point. */
export function toExact(text: string): Exact | undefined {
  if (text === 'NaN' || text === 'Infinity' || text === '-Infinity') return text
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(text)
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match ?? []
  if (whole + fraction === '') return undefined
  const digits = BigInt(whole + fraction)
  return { mantissa: sign === '-' ? -digits : digits, exponent: Number(exponent) - fraction.length }
}

/** NaN is the same as NaN. */
export function isSameNumber(a: Exact, b: Exact): boolean {
  return (a === 'NaN' && b === 'NaN') || exactOrder(a, b) === 0
}

/** NaN has no order. */
export function exactOrder(a: Exact | undefined, b: Exact | undefined): number | undefined {
  if (a === undefined || b === undefined || a === 'NaN' || b === 'NaN') return undefined
  if (typeof a === 'string' || typeof b === 'string') return Math.sign(rank(a) - rank(b))
  const exponent = Math.min(a.exponent, b.exponent)
  const difference = scaled(a, exponent) - scaled(b, exponent)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

function rank(number: Exact): number {
  return number === 'Infinity' ? 1 : number === '-Infinity' ? -1 : 0
}

function scaled({ mantissa, exponent }: { mantissa: bigint; exponent: number }, to: number): bigint {
  return mantissa * 10n ** BigInt(exponent - to)
}
