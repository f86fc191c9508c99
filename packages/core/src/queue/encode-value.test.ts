import { Decimal128, ObjectId } from 'bson'
import { Decimal } from 'decimal.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SecretText } from '../template/secret-text.ts'
import { decodeValue } from './decode-value.ts'
import { encodeValue, UncarriedValueError } from './encode-value.ts'

const roundTrip = (value: unknown): unknown => decodeValue(encodeValue(value))

describe('a value in a Job', () => {
  it.each([
    ['a date', new Date('2026-01-02T03:04:05.678Z')],
    ['an invalid date', new Date(Number.NaN)],
    ['a BigInt', 12345678901234567890n],
    ['NaN', Number.NaN],
    ['an infinity', Number.NEGATIVE_INFINITY],
    ['minus zero', -0],
    ['bytes', new Uint8Array([0, 1, 255])],
    ['a buffer', Buffer.from('ünï')],
    ['a Map', new Map<unknown, unknown>([[1, new Date(0)]])],
    ['a Set', new Set([1, 'a', 2n])],
    ['null and empty things', { a: null, b: '', c: [], d: {} }],
    ['undefined in a list', [undefined, 1]],
    ['an object with keys that look like ours', { $date: 5, $gt: { $object: [] } }],
    ['texts of all kinds', '\u0000 \ud800 " \\ 🛒'],
    ['a secret’s place', new SecretText(['Bearer ', { secret: 'key', place: 'header' }])],
  ])('%s is what it was', (_what, value) => {
    const carried = roundTrip({ value }) as { value: unknown }
    expect(carried).toEqual({ value })
    expect(Object.is(carried.value, -0)).toBe(Object.is(value, -0))
    expect(Buffer.isBuffer(carried.value)).toBe(Buffer.isBuffer(value))
  })

  it('decimals and ids are what the ORM makes of their text', () => {
    const id = new ObjectId()
    const values = { id, price: new Decimal('1.10'), rate: Decimal128.fromString('2.50') }
    expect(roundTrip(values)).toEqual({ id: id.toHexString(), price: '1.1', rate: '2.50' })
    const revived = decodeValue(encodeValue(values), (kind, text) =>
      kind === 'id' ? new ObjectId(text) : new Decimal(text),
    )
    expect(revived).toEqual({ id, price: new Decimal('1.1'), rate: new Decimal('2.5') })
  })

  it('objects of other classes are what their toJSON gives, else their own members', () => {
    class Point {
      x = 1
      y = undefined
    }
    class Money {
      toJSON(): object {
        return { amount: '1.50' }
      }
    }
    expect(roundTrip({ point: new Point(), money: new Money(), url: new URL('https://example.com/a') })).toEqual({
      point: { x: 1 },
      money: { amount: '1.50' },
      url: 'https://example.com/a',
    })
  })

  it('makes nothing of what only looks like one of ours', () => {
    const hostile = JSON.parse('{"__proto__": {"admin": true}, "a": {"$secret": ["x"]}}') as object
    const carried = roundTrip(hostile) as Record<string, unknown>
    expect(Object.getPrototypeOf(carried)).toBe(Object.prototype)
    expect(carried.admin).toBeUndefined()
    expect(carried.a).toEqual({ $secret: ['x'] })
    expect(carried.a).not.toBeInstanceOf(SecretText)
  })

  it.each([
    ['a function', { a: [{ call: () => 1 }] }, 'a[0].call is a function, which a Job cannot carry'],
    ['a symbol', { a: Symbol('s') }, 'a is a symbol, which a Job cannot carry'],
  ])('%s is refused with its place', (_what, value, message) => {
    expect(() => encodeValue(value)).toThrow(new UncarriedValueError({ at: '', reason: '' }).constructor as never)
    expect(() => encodeValue(value)).toThrow(message)
  })

  it('circles and what is nested too deep are refused, not followed', () => {
    const circle: Record<string, unknown> = {}
    circle.inner = { circle }
    expect(() => encodeValue(circle)).toThrow('inner.circle refers to what it is a part of')
    let deep: unknown = 1
    for (let level = 0; level < 200; level++) deep = [deep]
    expect(() => encodeValue(deep)).toThrow('nested deeper than 100 levels')
  })

  it('is any value of JSON and beyond, unchanged', () => {
    const value = fc.anything({ withDate: true, withBigInt: true, withMap: true, withSet: true, withTypedArray: false })
    fc.assert(
      fc.property(value, (any) => {
        expect(roundTrip({ any })).toEqual({ any: withoutUndefined(any) })
      }),
      { numRuns: 500 },
    )
  })
})

/** Members that are undefined are not there. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined)
  if (value instanceof Map)
    return new Map([...value].map(([key, member]) => [withoutUndefined(key), withoutUndefined(member)]))
  if (value instanceof Set) return new Set([...value].map(withoutUndefined))
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype) return { ...value }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [key, withoutUndefined(member)]),
  )
}
