import { expect, it } from 'vitest'
import { closest, editDistance } from './closest.ts'

const operators = ['EQUALS', 'NOT_EQUALS', 'GREATER_THAN', 'GREATER_THAN_OR_EQUALS', 'IN', 'IS_NULL']

it.each([
  ['GREATER', 'GREATER_THAN'],
  ['greaterThen', 'GREATER_THAN'],
  ['EQUAL', 'EQUALS'],
  ['EQAULS', 'EQUALS'],
  ['isnul', 'IS_NULL'],
  ['NI', 'IN'],
  ['BETWEEN', undefined],
  ['x', undefined],
  ['', undefined],
  ['E'.repeat(1_000), undefined],
])('%s: did you mean %s?', (found, meant) => {
  expect(closest(found, operators)).toBe(meant)
})

it('counts insertions, deletions, replacements and swaps', () => {
  expect(editDistance('abc', 'abc', 9)).toBe(0)
  expect(editDistance('abc', 'acb', 9)).toBe(1)
  expect(editDistance('abc', 'abcd', 9)).toBe(1)
  expect(editDistance('kitten', 'sitting', 9)).toBe(3)
  expect(editDistance('kitten', 'sitting', 2)).toBe(2)
})
