import { expect, it } from 'vitest'
import { plainData } from './plain-data.ts'

it('is as JSON has it', () => {
  const at = new Date(0)
  expect(
    plainData({ id: 12345678901234567890n, at, list: [new Map([['a', new Uint8Array([1])]])], no: undefined }),
  ).toEqual({
    id: '12345678901234567890',
    at: '1970-01-01T00:00:00.000Z',
    list: [{ a: 'AQ==' }],
  })
  expect([plainData('a\nb'), plainData(5), plainData(null), plainData(at), plainData(Number.NaN)]).toEqual([
    'a\nb',
    5,
    null,
    '1970-01-01T00:00:00.000Z',
    null,
  ])
})

it('tells errors, wherever they are', () => {
  const error = Object.assign(new TypeError('no', { cause: new Error('deep') }), { code: 'E', password: 'x' })
  const told = { name: 'TypeError', message: 'no', code: 'E', stack: error.stack, cause: { message: 'deep' } }
  expect(plainData(error)).toMatchObject(told)
  expect(plainData({ a: [{ error }] })).toMatchObject({ a: [{ error: told }] })
  expect(plainData(error)).not.toHaveProperty('password')
})

it('ends, and never throws', () => {
  const circle: Record<string, unknown> = { name: 'a' }
  circle.self = circle
  expect(plainData(circle)).toEqual({ name: 'a', self: '[Circular]' })
  const error: Error & { cause?: unknown } = new Error('round')
  error.cause = error
  expect(plainData({ error })).toMatchObject({ error: { message: 'round' } })
  const unreadable = {
    get name(): string {
      throw new Error('gone')
    },
  }
  expect(plainData({ unreadable })).toBe('[unreadable: gone]')
  let deep: unknown = new Error('at the bottom')
  for (let depth = 0; depth < 5_000; depth++) deep = { deep }
  expect(() => plainData(deep)).not.toThrow()
})

it('keeps names that are dangerous elsewhere as names', () => {
  const data = JSON.parse('{"__proto__":{"polluted":true},"a":{"constructor":1}}') as object
  expect(Object.keys(plainData(data) as object)).toEqual(['__proto__', 'a'])
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
})
