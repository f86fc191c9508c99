import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ColumnKind } from './column-kind.ts'
import { valuesEqual } from './equal.ts'
import { equalityKeys } from './equality-keys.ts'
import { DecimalSample, LongSample, ObjectIdSample } from './sample-values.ts'

const kinds: (ColumnKind | undefined)[] = [
  undefined,
  'string',
  'uuid',
  'integer',
  'bigint',
  'decimal',
  'float',
  'boolean',
  'date',
  'json',
  'binary',
  'array',
  'unknown',
]

/** Values that are equal to one another under some kind or other. */
const values: unknown[] = [
  ...[null, undefined, true, false, 0, -0, 1, 10, 10.5, 0.1, -3, 1e21, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY],
  ...[0n, 1n, 10n, 10n ** 21n, 2n ** 53n, 2n ** 53n + 1n],
  ...['', '0', '1', 't', 'true', 'off', '10', ' 10 ', '10.0', '10.50', '0.1', '1e1', '1e21', '1e400', 'abc', 'ABC'],
  ...['9007199254740992', '9007199254740993', '1000000000000000000000', 'NaN', 'Infinity', '-3'],
  ...['A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', 'a0eebc999c0b4ef8bb6d6bb9bd380a11', '65F000000000000000000001'],
  ...['2024-05-01', '2024-05-01T00:00:00Z', '2024-05-01 02:00:00+02', '[1]', '{"a":1}'],
  ...[new Date('2024-05-01T00:00:00Z'), new Date(2024, 4, 1), new Date(0), new Date(Number.NaN)],
  ...['0', '1', '10', '10.50', '0.1', '1000000000000000000000', 'NaN', 'Infinity', '9007199254740993'].flatMap(
    (text) => [new DecimalSample(text), new LongSample(text)],
  ),
  ...[new ObjectIdSample('65f000000000000000000001'), Uint8Array.from([1]), Uint8Array.from([0, 1])],
  Uint8Array.from([0xa0, 0xee, 0xbc, 0x99, 0x9c, 0x0b, 0x4e, 0xf8, 0xbb, 0x6d, 0x6b, 0xb9, 0xbd, 0x38, 0x0a, 0x11]),
  ...[[1], { a: 1 }, new Map([['a', 1]]), new Set([1]), Symbol.iterator],
]

const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true })

/** Equal values have a key in common, or none at all. */
function agree(a: unknown, b: unknown, kind: ColumnKind | undefined): boolean {
  if (!valuesEqual(a, b, kind)) return true
  const first = equalityKeys(a, kind)
  const second = equalityKeys(b, kind)
  if (first === undefined || second === undefined) return first === second
  const known = new Set(first)
  return second.some((key) => known.has(key))
}

describe('keys of values', () => {
  it.each(kinds.map((kind) => [kind]))('R22 equal values of kind %s have one in common', (kind) => {
    let equal = 0
    for (const a of values) {
      for (const b of values) {
        if (!agree(a, b, kind)) expect.fail(`${String(a)} and ${String(b)} are equal, their keys are not`)
        if (valuesEqual(a, b, kind)) equal++
      }
    }
    expect(equal).toBeGreaterThan(values.length)
  })

  it('R22 whatever the values are', () => {
    fc.assert(
      fc.property(
        anything,
        anything,
        fc.constantFrom(...kinds),
        (a, b, kind) => agree(a, b, kind) && agree(a, a, kind),
      ),
    )
  })

  it('tell different values of one kind apart', () => {
    expect(equalityKeys('10.50', 'decimal')).toEqual(equalityKeys(10.5, 'decimal'))
    expect(equalityKeys('10.50', 'decimal')).not.toEqual(equalityKeys('10.51', 'decimal'))
    expect(equalityKeys('9007199254740993', 'bigint')).not.toEqual(equalityKeys('9007199254740992', 'bigint'))
    expect(equalityKeys('10.50', 'string')).not.toEqual(equalityKeys('10.5', 'string'))
  })
})
