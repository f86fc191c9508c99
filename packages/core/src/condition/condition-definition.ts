import type { Row } from '../change/change.ts'
import type { IfTyped } from '../change/typed-row.ts'
import type { ConditionOperatorName } from './condition-operator.ts'
import type { TypedFieldCondition } from './typed-condition.ts'

/** One comparison. */
export interface FieldCondition<
  Field extends string = string,
  Operator extends ConditionOperatorName = ConditionOperatorName,
  Value = unknown,
> {
  /** A path of the placeholders' kind: `record.total`, `previousRecord.status`, `user.id`. */
  field: Field
  operator: Operator
  value?: Value
}

/** Comparisons, joined at will. */
export type Joined<Comparison> =
  | Comparison
  | { and: readonly Joined<Comparison>[] }
  | { or: readonly Joined<Comparison>[] }
  | { not: Joined<Comparison> }

/** A predicate over a Change. With a row type, its paths and the values that they are compared with are checked by the compiler. */
export type ConditionDefinition<R extends object = Row> = Joined<IfTyped<R, TypedFieldCondition<R>, FieldCondition>>
