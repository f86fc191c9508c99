import { expect, test } from 'vitest'
import { comparable, sameValue } from './comparable.ts'

test('keeps kinds apart that print alike', () => {
  expect(sameValue('1', 1)).toBe(false)
  expect(sameValue(1n, 1)).toBe(false)
  expect(sameValue(null, undefined)).toBe(false)
  expect(sameValue(new Date(0), new Date(0).toISOString())).toBe(false)
  expect(sameValue(Buffer.from('a'), Buffer.from('a'))).toBe(true)
})

test('strict names classes, keeps undefined and numbers uuids', () => {
  class Thing {
    a = undefined
    id = 'f3b1c8a0-0000-4000-8000-000000000000'
  }
  expect(comparable(new Thing(), { strict: true })).toEqual({ $class: 'Thing', a: undefined, id: { $uuid: 0 } })
  expect(comparable(new Thing())).not.toHaveProperty('a')
})

test('dates of the clock are only there or not', () => {
  const options = { clock: ['at'] }
  expect(comparable({ at: new Date(1) }, options)).toEqual(comparable({ at: new Date(2) }, options))
  expect(comparable({ at: null }, options)).not.toEqual(comparable({ at: new Date(2) }, options))
})
