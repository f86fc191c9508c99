import { isDirectName, readColumn } from '../value/read-column.ts'
import type { ConditionTest } from './combine.ts'
import type { ValueOperator } from './compile-value-test.ts'
import { isExact } from './equality-test.ts'
import { fieldReader } from './field-reader.ts'
import type { TestOptions, ValueTest } from './value-test.ts'

/**
 * Joins the reading of a field with its test. The most frequent ones, a column of the record against a primitive, are one function and not
 * two: a call that the host's compiler cannot foresee costs as much as the comparison. What they do not decide they leave to the test.
 */
export function fusedTest(
  segments: readonly string[],
  operator: ValueOperator,
  expected: unknown,
  { kind }: TestOptions,
  test: ValueTest,
): ConditionTest {
  const [root, name] = segments as [string, string]
  if (root === 'record' && segments.length === 2 && isDirectName(name)) {
    if (operator === 'EQUALS' && isExact(expected, kind)) return fuseEquals(name, expected, test)
    if (typeof expected === 'number' && operator in orderTests && kind !== 'boolean' && kind !== 'uuid') {
      return orderTests[operator as keyof typeof orderTests](name, expected, test)
    }
  }
  const read = fieldReader(segments)
  return (context) => test(read(context))
}

function fuseEquals(name: string, expected: unknown, test: ValueTest): ConditionTest {
  const type = typeof expected
  return ({ record }) => {
    const value = readColumn(record, name)
    return value === expected || (typeof value !== type && test(value))
  }
}

type FuseOrder = (name: string, expected: number, test: ValueTest) => ConditionTest

const orderTests: Readonly<
  Record<'GREATER_THAN' | 'GREATER_THAN_OR_EQUALS' | 'LESS_THAN' | 'LESS_THAN_OR_EQUALS', FuseOrder>
> = {
  GREATER_THAN:
    (name, expected, test) =>
    ({ record }) => {
      const value = readColumn(record, name)
      return typeof value === 'number' ? value > expected : test(value)
    },
  GREATER_THAN_OR_EQUALS:
    (name, expected, test) =>
    ({ record }) => {
      const value = readColumn(record, name)
      return typeof value === 'number' ? value >= expected : test(value)
    },
  LESS_THAN:
    (name, expected, test) =>
    ({ record }) => {
      const value = readColumn(record, name)
      return typeof value === 'number' ? value < expected : test(value)
    },
  LESS_THAN_OR_EQUALS:
    (name, expected, test) =>
    ({ record }) => {
      const value = readColumn(record, name)
      return typeof value === 'number' ? value <= expected : test(value)
    },
}
