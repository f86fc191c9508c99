import type { ConditionOperatorName } from './condition-operator.ts'

export interface FieldCondition {
  /** A path of the placeholders' kind: `record.total`, `previousRecord.status`, `user.id`. */
  field: string
  operator: ConditionOperatorName
  value?: unknown
}

/** A predicate over a Change. */
export type ConditionDefinition =
  | FieldCondition
  | { and: ConditionDefinition[] }
  | { or: ConditionDefinition[] }
  | { not: ConditionDefinition }
