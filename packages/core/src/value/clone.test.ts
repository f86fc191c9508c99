import { expect, it } from 'vitest'
import { cloneValue } from './clone.ts'
import { DecimalSample } from './sample-values.ts'

it('copies containers at every depth and shares immutable instances', () => {
  const decimal = new DecimalSample('1')
  const original = { list: [{ at: new Date(5) }], map: new Map([['a', [1]]]), bytes: Buffer.from('ab'), decimal }
  const copy = cloneValue(original)
  original.list[0]!.at.setTime(9)
  original.map.get('a')!.push(2)
  original.bytes[0] = 0
  expect(copy).toEqual({ list: [{ at: new Date(5) }], map: new Map([['a', [1]]]), bytes: Buffer.from('ab'), decimal })
  expect(copy.decimal).toBe(decimal)
})

it('keeps what is hidden hidden, and circles', () => {
  const original: Record<string, unknown> = Object.defineProperty({}, 'secret', { value: { a: 1 }, enumerable: false })
  original.self = original
  const copy = cloneValue(original)
  expect(Object.keys(copy)).toEqual(['self'])
  expect(copy.secret).toEqual({ a: 1 })
  expect(copy.secret).not.toBe(original.secret)
  expect(copy.self).toBe(copy)
})
