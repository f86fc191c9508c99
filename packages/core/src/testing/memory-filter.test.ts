import { expect, it } from 'vitest'
import { matchesFilter } from './memory-filter.ts'

it.each([
  ['a%', 'abc', true],
  ['a_c', 'abc', true],
  ['a_c', 'abbc', false],
  ['100\\%', '100%', true],
  ['100\\%', '1000', false],
  ['a\\_c', 'a_c', true],
  ['a\\_c', 'abc', false],
  ['a\\\\%', 'a\\b', true],
  ['a.c', 'abc', false],
  ['(a|b)%', '(a|b)c', true],
  ['a\nb%', 'a\nbc', true],
  ['a\\', 'a\\', true],
  ['😀_', '😀x', true],
])('R47 $like %j of %j: %s', (pattern, text, expected) => {
  expect(matchesFilter({ name: text }, { name: { $like: pattern } })).toBe(expected)
})
