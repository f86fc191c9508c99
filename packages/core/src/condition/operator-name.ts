import { ConditionOperator, type ConditionOperatorName } from './condition-operator.ts'

const names: ReadonlyMap<string, ConditionOperatorName> = new Map(
  Object.values(ConditionOperator).map((name) => [name.replaceAll('_', ''), name]),
)

/**
 * The operator that a text means, in whatever case: `GREATER_THAN`, `greater_than` and `greaterThan` are one.
 * Undefined: none.
 */
export function toOperatorName(text: string): ConditionOperatorName | undefined {
  return text.length > 40 ? undefined : names.get(text.replaceAll(/[_\-\s]/g, '').toUpperCase())
}

/** What an operator wants as its `value`. */
export type OperandKind = 'none' | 'any' | 'ordered' | 'list' | 'text' | 'pattern'

/**
 * The operand of each operator: nothing, any value, one that has an order, an array, a text, or a text or regular
 * expression.
 */
export const operandKinds: Readonly<Record<ConditionOperatorName, OperandKind>> = {
  EQUALS: 'any',
  NOT_EQUALS: 'any',
  GREATER_THAN: 'ordered',
  GREATER_THAN_OR_EQUALS: 'ordered',
  LESS_THAN: 'ordered',
  LESS_THAN_OR_EQUALS: 'ordered',
  IN: 'list',
  NOT_IN: 'list',
  CONTAINS: 'any',
  STARTS_WITH: 'text',
  ENDS_WITH: 'text',
  MATCHES: 'pattern',
  IS_NULL: 'none',
  IS_NOT_NULL: 'none',
  IS_EMPTY: 'none',
  IS_NOT_EMPTY: 'none',
  CHANGED: 'none',
  NOT_CHANGED: 'none',
  CHANGED_TO: 'any',
  CHANGED_FROM: 'any',
}

/** Operators that look at `changedFields`: only for fields of `record`. */
export function isChangeOperator(
  name: ConditionOperatorName,
): name is 'CHANGED' | 'NOT_CHANGED' | 'CHANGED_TO' | 'CHANGED_FROM' {
  return name === 'CHANGED' || name === 'NOT_CHANGED' || name === 'CHANGED_TO' || name === 'CHANGED_FROM'
}
