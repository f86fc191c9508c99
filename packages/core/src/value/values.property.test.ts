import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cloneValue } from './clone.ts'
import { compareValues } from './compare.ts'
import { valuesEqual } from './equal.ts'
import { DecimalSample } from './sample-values.ts'

const date = fc.date({ noInvalidDate: false })
const value = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
  withTypedArray: true,
})
const digits = fc.tuple(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), fc.integer({ min: 0, max: 20 }))

describe('values, as properties', () => {
  it('R22 every value equals its copy, both ways round', () => {
    fc.assert(
      fc.property(value, (original) => {
        const copy = cloneValue(original)
        return valuesEqual(original, copy) && valuesEqual(copy, original)
      }),
    )
  })

  it('R22 equality is symmetric, with and without a kind', () => {
    const kind = fc.constantFrom(
      undefined,
      'decimal',
      'bigint',
      'date',
      'boolean',
      'uuid',
      'string',
      'json',
      'float',
      'unknown',
    )
    fc.assert(
      fc.property(value, value, kind, (a, b, of) => valuesEqual(a, b, of as never) === valuesEqual(b, a, of as never)),
    )
  })

  it('R22 decimals of any form are ordered as their exact fractions are', () => {
    fc.assert(
      fc.property(digits, digits, ([a, scaleA], [b, scaleB]) => {
        const exact = a * 10n ** BigInt(scaleB) - b * 10n ** BigInt(scaleA)
        const order = compareValues(toText(a, scaleA), new DecimalSample(toText(b, scaleB)), 'decimal')!
        expect(Math.sign(order)).toBe(exact < 0n ? -1 : exact > 0n ? 1 : 0)
        expect(valuesEqual(toText(a, scaleA), toText(b, scaleB), 'decimal')).toBe(exact === 0n)
      }),
    )
  })

  it('R22 dates are equal where their instants are, also as text', () => {
    fc.assert(
      fc.property(date, date, (a, b) => {
        expect(valuesEqual(a, b)).toBe(Object.is(a.getTime(), b.getTime()))
        const isWritable = !Number.isNaN(a.getTime()) && a.getUTCFullYear() >= 0 && a.getUTCFullYear() <= 9999
        if (isWritable) expect(valuesEqual(a, a.toISOString(), 'date')).toBe(true)
      }),
    )
  })
})

/** `mantissa × 10^-scale` in digits. */
function toText(mantissa: bigint, scale: number): string {
  const sign = mantissa < 0n ? '-' : ''
  const text = String(mantissa < 0n ? -mantissa : mantissa).padStart(scale + 1, '0')
  return `${sign}${text.slice(0, text.length - scale)}${scale > 0 ? `.${text.slice(text.length - scale)}` : ''}`
}
