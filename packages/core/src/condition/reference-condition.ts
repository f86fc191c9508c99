import { isDeepStrictEqual } from 'node:util'
import type { EvaluationContext } from '../context/trigger-context.ts'
import type { ConditionDefinition, FieldCondition } from './condition-definition.ts'

/**
 * What conditions mean, written as plainly as can be and without any of the code that it stands against; for tests
 * only. Knows null, booleans, numbers, texts, dates, arrays and plain objects, and columns of the record.
 */
export function referenceTest(condition: ConditionDefinition, context: EvaluationContext): boolean {
  if ('and' in condition) return condition.and.every((part) => referenceTest(part, context))
  if ('or' in condition) return condition.or.some((part) => referenceTest(part, context))
  if ('not' in condition) return !referenceTest(condition.not, context)
  return testField(condition, context)
}

function testField({ field, operator, value: operand }: FieldCondition, context: EvaluationContext): boolean {
  const [root, column] = field.split('.') as ['record' | 'previousRecord', string]
  const value = context[root]?.[column] ?? null
  const previous = context.previousRecord?.[column] ?? null
  const changed = context.changedFields.includes(column)
  switch (operator) {
    case 'EQUALS':
      return equal(value, operand)
    case 'NOT_EQUALS':
      return !equal(value, operand)
    case 'GREATER_THAN':
      return sameType(value, operand) && (value as number) > (operand as number)
    case 'GREATER_THAN_OR_EQUALS':
      return sameType(value, operand) && (value as number) >= (operand as number)
    case 'LESS_THAN':
      return sameType(value, operand) && (value as number) < (operand as number)
    case 'LESS_THAN_OR_EQUALS':
      return sameType(value, operand) && (value as number) <= (operand as number)
    case 'IN':
      return (operand as unknown[]).some((item) => equal(value, item))
    case 'NOT_IN':
      return !(operand as unknown[]).some((item) => equal(value, item))
    case 'CONTAINS':
      if (Array.isArray(value)) return value.some((item) => equal(item, operand))
      return typeof value === 'string' && typeof operand === 'string' && value.includes(operand)
    case 'STARTS_WITH':
      return typeof value === 'string' && value.startsWith(operand as string)
    case 'ENDS_WITH':
      return typeof value === 'string' && value.endsWith(operand as string)
    case 'MATCHES':
      return typeof value === 'string' && new RegExp(operand as string, 'u').test(value)
    case 'IS_NULL':
      return value === null
    case 'IS_NOT_NULL':
      return value !== null
    case 'IS_EMPTY':
      return isEmpty(value)
    case 'IS_NOT_EMPTY':
      return !isEmpty(value)
    case 'CHANGED':
      return changed
    case 'NOT_CHANGED':
      return !changed
    case 'CHANGED_TO':
      return changed && equal(context.record[column], operand)
    case 'CHANGED_FROM':
      return changed && context.operation !== 'insert' && equal(previous, operand)
  }
}

function equal(a: unknown, b: unknown): boolean {
  if (a === b || (a ?? null) === (b ?? null)) return true
  return isDeepStrictEqual(a, b)
}

function sameType(a: unknown, b: unknown): boolean {
  if (a instanceof Date || b instanceof Date) return a instanceof Date && b instanceof Date
  return typeof a === typeof b && (typeof a === 'number' || typeof a === 'string')
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  return typeof value === 'object' && !(value instanceof Date) && Object.keys(value).length === 0
}
