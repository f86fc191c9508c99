import fc from 'fast-check'
import { expect, it } from 'vitest'
import { describeType, describeValue } from './describe-value.ts'

class Order {
  id = 1
}

it.each([
  ['text', '"text"'],
  [5, '5'],
  [5n, '5n'],
  [null, 'null'],
  [undefined, 'undefined'],
  [new Date(0), '1970-01-01T00:00:00.000Z'],
  [new Date(Number.NaN), 'Invalid Date'],
  [[1, [2, [3]]], '[1, [2, array]]'],
  [[1, 2, 3, 4, 5, 6], '[1, 2, 3, 4, 5, …]'],
  [{ a: 1, b: { c: { d: 1 } } }, '{ a: 1, b: { c: object } }'],
  [new Order(), 'Order { id: 1 }'],
  [Buffer.from('abc'), 'Buffer of 3 bytes'],
  [new Error('no'), 'Error: "no"'],
  [function named() {}, 'function named'],
  ['x'.repeat(500), `"${'x'.repeat(118)}…`],
])('describes %o', (value, expected) => {
  expect(describeValue(value)).toBe(expected)
})

it('names types', () => {
  expect([null, undefined, 'x', [], {}, Object.create(null), new Date(), new Order()].map(describeType)).toEqual([
    'null',
    'undefined',
    'string',
    'array',
    'object',
    'object',
    'Date',
    'Order',
  ])
})

it('never throws and stays short, whatever the value is', () => {
  fc.assert(
    fc.property(
      fc.anything({
        withBigInt: true,
        withDate: true,
        withMap: true,
        withSet: true,
        withTypedArray: true,
        withNullPrototype: true,
      }),
      (value) => {
        expect(describeValue(value, 80).length).toBeLessThanOrEqual(80)
        expect(describeValue(value)).not.toContain('\n')
      },
    ),
  )
})
