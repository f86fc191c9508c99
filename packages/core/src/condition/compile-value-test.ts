import type { ConditionOperatorName } from './condition-operator.ts'
import { equalityTest, membershipTest } from './equality-test.ts'
import { orderTest } from './order-test.ts'
import { isEmpty, isNull } from './presence-test.ts'
import { containsTest, edgeTest, patternTest } from './text-test.ts'
import type { TestOptions, ValueTest } from './value-test.ts'

export type ValueOperator = Exclude<ConditionOperatorName, 'CHANGED' | 'NOT_CHANGED' | 'CHANGED_TO' | 'CHANGED_FROM'>

/** The test of one operator with its operand. */
export function compileValueTest(operator: ValueOperator, expected: unknown, options: TestOptions): ValueTest {
  switch (operator) {
    case 'EQUALS':
      return equalityTest(expected, options)
    case 'NOT_EQUALS':
      return negate(equalityTest(expected, options))
    case 'IN':
      return membershipTest(expected, options)
    case 'NOT_IN':
      return negate(membershipTest(expected, options))
    case 'CONTAINS':
      return containsTest(expected, options)
    case 'STARTS_WITH':
    case 'ENDS_WITH':
      return edgeTest(operator, expected, options)
    case 'MATCHES':
      return patternTest(expected as string | RegExp, options)
    case 'IS_NULL':
      return isNull
    case 'IS_NOT_NULL':
      return negate(isNull)
    case 'IS_EMPTY':
      return isEmpty
    case 'IS_NOT_EMPTY':
      return negate(isEmpty)
    default:
      return orderTest(operator, expected, options)
  }
}

function negate(test: ValueTest): ValueTest {
  return (value) => !test(value)
}
