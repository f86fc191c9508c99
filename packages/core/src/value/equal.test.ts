import Decimal from 'decimal.js'
import { describe, expect, it } from 'vitest'
import type { ColumnKind } from './column-kind.ts'
import { valuesEqual } from './equal.ts'
import { DecimalSample, LongSample, ObjectIdSample } from './sample-values.ts'

const id = '65f000000000000000000001'
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)
const circle = (): object => {
  const object: Record<string, unknown> = { name: 'a' }
  object.self = object
  return object
}

describe('valuesEqual', () => {
  const sameWithoutKind: [string, unknown, unknown][] = [
    ['null and undefined', null, undefined],
    ['NaN', Number.NaN, Number.NaN],
    ['0 and -0', 0, -0],
    ['Date', new Date(5), new Date(5)],
    ['invalid Date', new Date(Number.NaN), new Date('x')],
    ['Decimal', new DecimalSample('10.50'), new DecimalSample('10.5')],
    ['Decimal and number', new DecimalSample('10.50'), 10.5],
    ['BigInt and number', 10n, 10],
    ['Long and BigInt', new LongSample('9007199254740993'), 9_007_199_254_740_993n],
    ['ObjectId', new ObjectIdSample(id), new ObjectIdSample(id)],
    ['Buffer and Uint8Array', Buffer.from([1, 2]), bytes(1, 2)],
    ['ArrayBuffer', bytes(1, 2).buffer, bytes(1, 2)],
    ['array', [1, [2]], [1, [2]]],
    ['object in another order', { a: 1, b: { c: [2] } }, { b: { c: [2] }, a: 1 }],
    ['object without a prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    ['undefined property and none', { a: 1, b: undefined }, { a: 1 }],
    ['Map', new Map([['a', { b: 1 }]]), new Map([['a', { b: 1 }]])],
    ['Set of objects', new Set([{ a: 1 }, 2]), new Set([2, { a: 1 }])],
    ['circles', circle(), circle()],
  ]
  it.each(sameWithoutKind)('R22 equality is by value: %s', (_, a, b) => {
    expect(valuesEqual(a, b)).toBe(true)
    expect(valuesEqual(b, a)).toBe(true)
  })

  const different: [string, unknown, unknown][] = [
    ['numeric text and number', '10', 10],
    ['true and 1', true, 1],
    ['Date and text', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['Date and number', new Date(0), 0],
    ['ObjectId and text', new ObjectIdSample(id), id],
    ['0 and empty text', 0, ''],
    ['null and 0', null, 0],
    ['null and false', undefined, false],
    ['array and object', [], {}],
    ['null property and none', { a: null }, {}],
    ['own and inherited property', { toString: undefined, a: 1 }, { b: 1 }],
    ['bytes of other length', bytes(1), bytes(1, 0)],
    ['objects of different classes', new DecimalHolder(1), { value: 1 }],
    ['Maps of different size', new Map([['a', 1]]), new Map()],
    ['Sets', new Set([1]), new Set([2])],
  ]
  it.each(different)('R23 across kinds nothing is coerced without a schema: %s', (_, a, b) => {
    expect(valuesEqual(a, b)).toBe(false)
    expect(valuesEqual(b, a)).toBe(false)
  })

  const byKind: [ColumnKind, unknown, unknown, boolean][] = [
    ['decimal', '10.50', 10.5, true],
    ['decimal', '10.50', '10.5', true],
    ['decimal', '1e2', 100, true],
    ['decimal', '-0.00', 0, true],
    ['decimal', '0.1', 0.1, true],
    ['decimal', '123456789012345678901234567890.1', '123456789012345678901234567890.10', true],
    ['decimal', '123456789012345678901234567890.1', '123456789012345678901234567890.2', false],
    ['decimal', new DecimalSample('7.00'), '7', true],
    ['decimal', 'NaN', 'NaN', true],
    ['decimal', 'NaN', Number.NaN, true],
    ['decimal', new Decimal(Number.NaN), Number.NaN, true],
    ['decimal', '-Infinity', Number.NEGATIVE_INFINITY, true],
    ['decimal', 'Infinity', 5, false],
    ['decimal', 'ten', 10, false],
    ['decimal', '', 0, false],
    ['decimal', '0x10', 16, false],
    ['decimal', '1e999999999', '1e999999998', false],
    ['bigint', '9007199254740993', 9_007_199_254_740_993n, true],
    ['bigint', '9007199254740993', '9007199254740992', false],
    ['integer', '5', 5, true],
    ['float', '1.10', 1.1, true],
    ['float', 'NaN', Number.NaN, true],
    ['boolean', 1, true, true],
    ['boolean', '0', false, true],
    ['boolean', Buffer.from([1]), true, true],
    ['boolean', 2, true, false],
    ['date', '2024-05-01T10:00:00Z', new Date('2024-05-01T10:00:00Z'), true],
    ['date', '2024-05-01 10:00:00+02', '2024-05-01T08:00:00.000Z', true],
    ['date', '2024-05-01 10:00:00', new Date('2024-05-01T10:00:00Z'), true],
    ['date', '2024-05-01', new Date('2024-05-01T00:00:00Z'), true],
    ['date', '2024-05-01', new Date(2024, 4, 1), true],
    ['date', '2024-05-01', new Date(2024, 4, 1, 7, 30), false],
    ['date', '10:00', '10:00', true],
    ['uuid', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', 'a0eebc999c0b4ef8bb6d6bb9bd380a11', true],
    ['uuid', new ObjectIdSample(id), id, true],
    ['uuid', new LongSample('10'), '10', false],
    ['string', '12345', 12345, true],
    ['string', new ObjectIdSample(id), id, true],
    ['string', new Decimal('1e30'), '1000000000000000000000000000000', true],
    ['string', '10.50', '10.5', false],
    ['json', '{"a":[1]}', { a: [1] }, true],
    ['json', { at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }, true],
    ['json', { a: null }, {}, false],
    ['json', '{broken', { a: 1 }, false],
    ['json', Number.NaN, new Date(Number.NaN), false],
    ['array', ['a', 1], ['a', 1], true],
    ['binary', Buffer.from('a'), bytes(97), true],
    ['unknown', '1', 1, false],
  ]
  it.each(byKind)('R22 compared by kind %s: %o and %o: %s', (kind, a, b, expected) => {
    expect(valuesEqual(a, b, kind)).toBe(expected)
    expect(valuesEqual(b, a, kind)).toBe(expected)
  })

  it('R22 numeric strings are compared exactly, without floating point', () => {
    expect(valuesEqual('0.30000000000000004', '0.3', 'decimal')).toBe(false)
    expect(valuesEqual(9_007_199_254_740_992, '9007199254740993', 'bigint')).toBe(false)
  })

  it('ends on values that are deeper than the stack', () => {
    const deep = (): unknown => {
      let value: unknown = 1
      for (let level = 0; level < 100_000; level++) value = [value]
      return value
    }
    expect(valuesEqual(deep(), deep())).toBe(false)
  })
})

class DecimalHolder {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }
}
