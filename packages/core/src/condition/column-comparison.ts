import type { ColumnKind } from '../value/column-kind.ts'
import type { ValueOperator } from './compile-value-test.ts'
import { isExact } from './equality-test.ts'
import type { ValueTest } from './value-test.ts'

/**
 * The comparison of one column with a constant, as data. All comparisons pass through one function, `comparisonHolds`, which the host's
 * compiler can set inline where it is used; a closure for each would cost a call that it cannot foresee, more than the comparison itself.
 */
export interface ColumnComparison {
  readonly name: string
  readonly form: number
  /** NOT_EQUALS, NOT_IN, IS_NOT_NULL. */
  readonly negated: boolean
  /** The operand, under the type that the form compares. */
  readonly text: string
  readonly number: number
  readonly flag: boolean
  readonly texts: readonly string[]
  /** The whole test, for values that the form does not decide. */
  readonly test: ValueTest
}

const byTest = 0
const isText = 1
const isNumber = 2
const isFlag = 3
const isAmong = 4
const isAbove = 5
const isAtLeast = 6
const isBelow = 7
const isAtMost = 8
const isAbsent = 9
const startsWith = 10
const endsWith = 11
const contains = 12

type Forms = Partial<Readonly<Record<ValueOperator, number>>>

const formsByType: Readonly<Record<string, Forms>> = {
  string: {
    EQUALS: isText,
    NOT_EQUALS: isText,
    STARTS_WITH: startsWith,
    ENDS_WITH: endsWith,
    CONTAINS: contains,
  },
  number: {
    EQUALS: isNumber,
    NOT_EQUALS: isNumber,
    GREATER_THAN: isAbove,
    GREATER_THAN_OR_EQUALS: isAtLeast,
    LESS_THAN: isBelow,
    LESS_THAN_OR_EQUALS: isAtMost,
  },
  boolean: { EQUALS: isFlag, NOT_EQUALS: isFlag },
}
const formsOfLists: Forms = { IN: isAmong, NOT_IN: isAmong }
const formsOfAll: Forms = { IS_NULL: isAbsent, IS_NOT_NULL: isAbsent }
const negations: ReadonlySet<ValueOperator> = new Set(['NOT_EQUALS', 'NOT_IN', 'IS_NOT_NULL'])

/** Of truth values and UUIDs there is no order. */
const orders: ReadonlySet<ValueOperator> = new Set([
  'GREATER_THAN',
  'GREATER_THAN_OR_EQUALS',
  'LESS_THAN',
  'LESS_THAN_OR_EQUALS',
])

/** Longer lists are looked up in a Set, which their test does. */
const maxListed = 8

/** `test` is the operator's whole test with the same operand. */
export function toColumnComparison(
  name: string,
  operator: ValueOperator,
  expected: unknown,
  kind: ColumnKind | undefined,
  test: ValueTest,
): ColumnComparison {
  return {
    name,
    form: formOf(operator, expected, kind) ?? byTest,
    negated: negations.has(operator),
    text: typeof expected === 'string' ? expected : '',
    number: typeof expected === 'number' ? expected : 0,
    flag: expected === true,
    texts: isShortList(expected, kind) ? expected : [],
    test,
  }
}

function formOf(operator: ValueOperator, expected: unknown, kind: ColumnKind | undefined): number | undefined {
  if (isShortList(expected, kind)) return formsOfLists[operator]
  const isEquality = operator === 'EQUALS' || operator === 'NOT_EQUALS'
  if (isEquality && !isExact(expected, kind)) return undefined
  if (orders.has(operator) && (kind === 'boolean' || kind === 'uuid')) return undefined
  return formsOfAll[operator] ?? formsByType[typeof expected]?.[operator]
}

function isShortList(expected: unknown, kind: ColumnKind | undefined): expected is readonly string[] {
  if (!Array.isArray(expected) || expected.length === 0 || expected.length > maxListed) return false
  return expected.every((item) => typeof item === 'string' && isExact(item, kind))
}

/** Whether the comparison is true of the column's value. Short enough for the host's compiler to set it inline. */
export function comparisonHolds(comparison: ColumnComparison, value: unknown): boolean {
  switch (comparison.form) {
    case isText:
      if (typeof value === 'string') return (value === comparison.text) !== comparison.negated
      break
    case isAbove:
      if (typeof value === 'number') return value > comparison.number
      break
    case isAtLeast:
      if (typeof value === 'number') return value >= comparison.number
      break
    case isBelow:
      if (typeof value === 'number') return value < comparison.number
      break
    case isAtMost:
      if (typeof value === 'number') return value <= comparison.number
      break
    case isAmong:
      if (typeof value === 'string') return isOneOf(comparison.texts, value) !== comparison.negated
      break
    case isAbsent:
      return (value === null || value === undefined) !== comparison.negated
    case isNumber:
      if (typeof value === 'number') return (value === comparison.number) !== comparison.negated
      break
    case isFlag:
      if (typeof value === 'boolean') return (value === comparison.flag) !== comparison.negated
      break
    case startsWith:
      if (typeof value === 'string') return value.startsWith(comparison.text)
      break
    case endsWith:
      if (typeof value === 'string') return value.endsWith(comparison.text)
      break
    case contains:
      if (typeof value === 'string') return value.includes(comparison.text)
      break
  }
  return comparison.test(value)
}

function isOneOf(texts: readonly string[], value: string): boolean {
  for (let index = 0; index < texts.length; index++) if (texts[index] === value) return true
  return false
}
