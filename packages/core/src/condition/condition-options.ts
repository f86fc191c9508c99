import type { ColumnKind } from '../value/column-kind.ts'
import type { ConditionOperatorName } from './condition-operator.ts'

/**
 * A comparison that could not be made: the values are of different kinds and nothing is coerced (R23). It came out as
 * not equal.
 */
export interface MismatchReport {
  /** `record.total` */
  path: string
  operator: ConditionOperatorName
  /** The kinds of the value and of the operand: `string`, `number`. */
  found: string
  expected: string
  /** The operand as the definition has it. */
  value: unknown
  message: string
}

export interface ConditionOptions {
  /** The kind of the column at a path of `record` or `previousRecord`, given whole (`record.total`). */
  kindOf?: (path: string) => ColumnKind | undefined
  /** Told of each comparison that cannot be made, once. */
  onMismatch?: (report: MismatchReport) => void
}
