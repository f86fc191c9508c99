import type { EvaluationContext } from '../context/trigger-context.ts'
import type { ColumnKind } from '../value/column-kind.ts'
import type { ConditionDefinition, FieldCondition } from './condition-definition.ts'
import type { ConditionOperatorName } from './condition-operator.ts'
import { isComparable, isEqual, isUnordered, orderOf, sortOf } from './reference-value.ts'

/**
 * What conditions mean (R22 to R24), written as plainly as can be and without any of the code that it stands against; for tests only. It
 * knows every value that conditions know, and columns of the record, all of one kind.
 */
export function referenceTest(condition: ConditionDefinition, context: EvaluationContext, kind?: ColumnKind): boolean {
  if ('and' in condition) return condition.and.every((part) => referenceTest(part, context, kind))
  if ('or' in condition) return condition.or.some((part) => referenceTest(part, context, kind))
  if ('not' in condition) return !referenceTest(condition.not, context, kind)
  return testField(condition, context, kind)
}

function testField(condition: FieldCondition, context: EvaluationContext, kind?: ColumnKind): boolean {
  const { operator, value: operand } = condition
  const { value, previous, changed } = readField(condition, context)
  switch (operator) {
    case 'CHANGED':
      return changed
    case 'NOT_CHANGED':
      return !changed
    case 'CHANGED_TO':
      return changed && isEqual(value, operand, kind)
    case 'CHANGED_FROM':
      return changed && context.operation !== 'insert' && isEqual(previous, operand, kind)
    default:
      return referenceTestValue(operator, value, operand, kind)
  }
}

function readField({ field }: FieldCondition, context: EvaluationContext) {
  const [root, column] = field.split('.') as ['record' | 'previousRecord', string]
  return {
    value: context[root]?.[column],
    previous: context.previousRecord?.[column],
    changed: context.changedFields.includes(column),
  }
}

type ValueOperator = Exclude<ConditionOperatorName, 'CHANGED' | 'NOT_CHANGED' | 'CHANGED_TO' | 'CHANGED_FROM'>

/** The operators that look at one value. A null or missing value equals null and nothing else, and has no order, text or items. */
export function referenceTestValue(
  operator: ValueOperator,
  value: unknown,
  operand: unknown,
  kind?: ColumnKind,
): boolean {
  const order = (): number => orderOf(value, operand, kind) ?? Number.NaN
  switch (operator) {
    case 'EQUALS':
      return isEqual(value, operand, kind)
    case 'NOT_EQUALS':
      return !isEqual(value, operand, kind)
    case 'GREATER_THAN':
      return order() > 0
    case 'GREATER_THAN_OR_EQUALS':
      return order() >= 0
    case 'LESS_THAN':
      return order() < 0
    case 'LESS_THAN_OR_EQUALS':
      return order() <= 0
    case 'IN':
      return isAmong(value, operand, kind)
    case 'NOT_IN':
      return !isAmong(value, operand, kind)
    case 'CONTAINS':
      return hasPart(value, operand, kind)
    case 'STARTS_WITH':
      return typeof value === 'string' && typeof operand === 'string' && value.startsWith(operand)
    case 'ENDS_WITH':
      return typeof value === 'string' && typeof operand === 'string' && value.endsWith(operand)
    case 'MATCHES':
      return typeof value === 'string' && new RegExp(operand as string | RegExp).test(value)
    case 'IS_NULL':
      return sortOf(value) === 'null'
    case 'IS_NOT_NULL':
      return sortOf(value) !== 'null'
    case 'IS_EMPTY':
      return isEmpty(value)
    case 'IS_NOT_EMPTY':
      return !isEmpty(value)
  }
}

/** Nothing is among what is no list. */
function isAmong(value: unknown, list: unknown, kind: ColumnKind | undefined): boolean {
  return Array.isArray(list) && list.some((item) => isEqual(value, item, kind))
}

/** A text in a text; an item in an array or Set. The items of a column of arrays or JSON have no kind of their own. */
function hasPart(value: unknown, part: unknown, kind: ColumnKind | undefined): boolean {
  if (typeof value === 'string') return typeof part === 'string' && value.includes(part)
  const itemKind = kind === 'array' || kind === 'json' ? undefined : kind
  return (
    (Array.isArray(value) || value instanceof Set) &&
    [...(value as Iterable<unknown>)].some((item) => isEqual(item, part, itemKind))
  )
}

/** null, missing, or without content. */
function isEmpty(value: unknown): boolean {
  switch (sortOf(value)) {
    case 'null':
      return true
    case 'text':
    case 'list':
      return (value as string | unknown[]).length === 0
    case 'bytes':
      return (value as Uint8Array).byteLength === 0
    case 'map':
    case 'set':
      return (value as Map<unknown, unknown>).size === 0
    case 'object':
      return Object.getPrototypeOf(value) === Object.prototype && Object.keys(value as object).length === 0
    default:
      return false
  }
}

/** Whether a definition may give an operator this value: what has no sense is refused before any Write. */
export function isOperand(operator: ConditionOperatorName, operand: unknown): boolean {
  switch (operator) {
    case 'CHANGED':
    case 'NOT_CHANGED':
    case 'IS_NULL':
    case 'IS_NOT_NULL':
    case 'IS_EMPTY':
    case 'IS_NOT_EMPTY':
      return sortOf(operand) === 'null'
    case 'IN':
    case 'NOT_IN':
      return Array.isArray(operand) && !operand.includes(undefined)
    case 'GREATER_THAN':
    case 'GREATER_THAN_OR_EQUALS':
    case 'LESS_THAN':
    case 'LESS_THAN_OR_EQUALS':
      return orderOf(operand, operand) === 0
    case 'STARTS_WITH':
    case 'ENDS_WITH':
      return typeof operand === 'string'
    case 'MATCHES':
      return typeof operand === 'string' || operand instanceof RegExp
    default:
      return operand !== undefined
  }
}

/** Whether somebody has to hear that a comparison could not be made (R23): of values that are there, of two sorts, and which no kind reads. */
export function isMismatch(
  operator: 'EQUALS' | 'GREATER_THAN',
  value: unknown,
  operand: unknown,
  kind?: ColumnKind,
): boolean {
  if (sortOf(value) === 'null') return false
  if (operator === 'EQUALS') return !isComparable(value, operand, kind)
  return orderOf(value, operand, kind) === undefined && !isUnordered(value, kind)
}
