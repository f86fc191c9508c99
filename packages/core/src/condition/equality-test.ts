import type { ColumnKind } from '../value/column-kind.ts'
import { isComparable } from '../value/comparable.ts'
import { valuesEqual } from '../value/equal.ts'
import type { TestOptions, ValueTest } from './value-test.ts'

/** EQUALS: by value and kind; null stands for null and undefined alike. */
export function equalityTest(expected: unknown, options: TestOptions): ValueTest {
  if (expected === null || expected === undefined) return (value) => value === null || value === undefined
  const { kind } = options
  const slow = (value: unknown): boolean => equalsSlowly(value, expected, options)
  if (!isExact(expected, kind)) return (value) => value === expected || slow(value)
  const type = typeof expected
  return (value) => value === expected || (typeof value !== type && slow(value))
}

/** IN: equal to one of them; of what is no list, as a template may give it, nothing is. */
export function membershipTest(expected: unknown, options: TestOptions): ValueTest {
  const { kind, onMismatch } = options
  if (!Array.isArray(expected)) return noTest(expected, options)
  const exact = new Set(expected)
  const type = typeof expected[0]
  const isUniform = expected.length > 0 && expected.every((item) => typeof item === type && isExact(item, kind))
  const slow = (value: unknown): boolean => {
    if (expected.some((item) => valuesEqual(value, item, kind))) return true
    if (expected.length > 0 && !expected.some((item) => isComparable(value, item, kind))) onMismatch(value)
    return false
  }
  if (isUniform) return (value) => exact.has(value) || (typeof value !== type && slow(value))
  return (value) => exact.has(value) || slow(value)
}

/** A test with an operand that its operator cannot compare with: never true. Where there is one at all, somebody hears of it (R23). */
export function noTest(expected: unknown, { onMismatch }: TestOptions): ValueTest {
  const isThere = (value: unknown): boolean => value !== null && value !== undefined
  return (value) => {
    if (isThere(value) && isThere(expected)) onMismatch(value)
    return false
  }
}

function equalsSlowly(value: unknown, expected: unknown, options: TestOptions): boolean {
  if (value === null || value === undefined) return false
  if (valuesEqual(value, expected, options.kind)) return true
  if (!isComparable(value, expected, options.kind)) options.onMismatch(value)
  return false
}

/** Whether values of the operand's own type are equal to it only where they are identical. */
export function isExact(expected: unknown, kind: ColumnKind | undefined): boolean {
  if (typeof expected === 'boolean') return true
  if (typeof expected === 'number') return !Number.isNaN(expected)
  return typeof expected === 'string' && (kind === undefined || kind === 'string' || kind === 'unknown')
}
