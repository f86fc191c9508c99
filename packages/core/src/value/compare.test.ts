import Decimal from 'decimal.js'
import { describe, expect, it } from 'vitest'
import type { ColumnKind } from './column-kind.ts'
import { compareValues } from './compare.ts'
import { DecimalSample, ObjectIdSample } from './sample-values.ts'

describe('compareValues', () => {
  const ordered: [unknown, unknown, ColumnKind | undefined][] = [
    [1, 2, undefined],
    [-2, -1, undefined],
    [1, 2n, undefined],
    [new DecimalSample('1.5'), 2, undefined],
    [-10, new DecimalSample('-9.99'), undefined],
    ['a', 'b', undefined],
    ['10', '9', undefined],
    ['9', '10', 'decimal'],
    ['9.99', 10, 'decimal'],
    ['-10', '-9', 'integer'],
    ['9007199254740992', '9007199254740993', 'bigint'],
    ['0.09', '0.1', 'decimal'],
    ['1.10', 1.2, 'float'],
    [1, Number.POSITIVE_INFINITY, 'decimal'],
    ['1', Number.POSITIVE_INFINITY, 'decimal'],
    [new Decimal('-Infinity'), 1, undefined],
    [1, 'Infinity', 'decimal'],
    [new Date(1), new Date(2), undefined],
    ['2024-05-01', new Date('2024-05-02'), 'date'],
    ['2024-05-01 10:00:00+02', '2024-05-01T09:00:00Z', 'date'],
    [new ObjectIdSample('0a'), new ObjectIdSample('0b'), undefined],
    ['AA', 'ab', 'uuid'],
  ]
  it.each(ordered)('R22 orders %o before %o (kind %s)', (lower, higher, kind) => {
    expect(compareValues(lower, higher, kind)).toBeLessThan(0)
    expect(compareValues(higher, lower, kind)).toBeGreaterThan(0)
    expect(compareValues(lower, lower, kind)).toBe(0)
  })

  it('R22 order agrees with equality: floats as floats, a Date with the day that it stands for', () => {
    expect(compareValues('0.1000000000000000055511151231257827', 0.1, 'float')).toBe(0)
    expect(compareValues(new Date(2024, 4, 1), '2024-05-01', 'date')).toBe(0)
  })

  const unordered: [unknown, unknown, ColumnKind | undefined][] = [
    ['10', 9, undefined],
    [new Date(0), 0, undefined],
    [new Date(0), '1970-01-02', undefined],
    [true, false, undefined],
    [true, false, 'boolean'],
    [1, 0, 'boolean'],
    [1, 2, 'uuid'],
    [new Decimal(Number.NaN), 1, undefined],
    [null, 1, undefined],
    [undefined, 1, 'decimal'],
    [Number.NaN, 1, undefined],
    [{}, {}, undefined],
    [[1], [2], undefined],
    ['ten', 9, 'decimal'],
    ['soon', new Date(), 'date'],
  ]
  it.each(unordered)('R23 gives no order to %o and %o (kind %s)', (a, b, kind) => {
    expect(compareValues(a, b, kind)).toBeUndefined()
    expect(compareValues(b, a, kind)).toBeUndefined()
  })
})
