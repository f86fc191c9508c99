/** SPEC's operators. Members and their string values are the same thing. */
export const ConditionOperator = {
  EQUALS: 'EQUALS',
  NOT_EQUALS: 'NOT_EQUALS',
  GREATER_THAN: 'GREATER_THAN',
  GREATER_THAN_OR_EQUALS: 'GREATER_THAN_OR_EQUALS',
  LESS_THAN: 'LESS_THAN',
  LESS_THAN_OR_EQUALS: 'LESS_THAN_OR_EQUALS',
  IN: 'IN',
  NOT_IN: 'NOT_IN',
  CONTAINS: 'CONTAINS',
  STARTS_WITH: 'STARTS_WITH',
  ENDS_WITH: 'ENDS_WITH',
  MATCHES: 'MATCHES',
  IS_NULL: 'IS_NULL',
  IS_NOT_NULL: 'IS_NOT_NULL',
  IS_EMPTY: 'IS_EMPTY',
  IS_NOT_EMPTY: 'IS_NOT_EMPTY',
  CHANGED: 'CHANGED',
  NOT_CHANGED: 'NOT_CHANGED',
  CHANGED_TO: 'CHANGED_TO',
  CHANGED_FROM: 'CHANGED_FROM',
} as const

export type ConditionOperatorName = (typeof ConditionOperator)[keyof typeof ConditionOperator]
