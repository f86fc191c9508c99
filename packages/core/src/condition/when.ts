import type { ConditionDefinition, FieldCondition, Joined } from './condition-definition.ts'
import type { ConditionOperatorName } from './condition-operator.ts'

/** One method per operator; each gives the condition. */
export interface FieldConditionBuilder<Field extends string = string> {
  /** Equal by value and kind; `equals(null)` is true of null and of a missing value. */
  equals<const Value>(value: Value): FieldCondition<Field, 'EQUALS', Value>
  /** Not equal; true of null unless `value` is null. */
  notEquals<const Value>(value: Value): FieldCondition<Field, 'NOT_EQUALS', Value>
  greaterThan<const Value>(value: Value): FieldCondition<Field, 'GREATER_THAN', Value>
  greaterThanOrEquals<const Value>(value: Value): FieldCondition<Field, 'GREATER_THAN_OR_EQUALS', Value>
  lessThan<const Value>(value: Value): FieldCondition<Field, 'LESS_THAN', Value>
  lessThanOrEquals<const Value>(value: Value): FieldCondition<Field, 'LESS_THAN_OR_EQUALS', Value>
  /** Equal to one of them. */
  in<const Value>(values: readonly Value[]): FieldCondition<Field, 'IN', readonly Value[]>
  notIn<const Value>(values: readonly Value[]): FieldCondition<Field, 'NOT_IN', readonly Value[]>
  /** A text that contains it, or an array that has an equal item. */
  contains<const Value>(value: Value): FieldCondition<Field, 'CONTAINS', Value>
  startsWith(value: string): FieldCondition<Field, 'STARTS_WITH', string>
  endsWith(value: string): FieldCondition<Field, 'ENDS_WITH', string>
  /** A regular expression in RE2's syntax is found in the text. */
  matches(pattern: string | RegExp): FieldCondition<Field, 'MATCHES', string | RegExp>
  /** null or missing. */
  isNull(): FieldCondition<Field, 'IS_NULL', undefined>
  isNotNull(): FieldCondition<Field, 'IS_NOT_NULL', undefined>
  /** null, missing, `''`, `[]`, `{}`. */
  isEmpty(): FieldCondition<Field, 'IS_EMPTY', undefined>
  isNotEmpty(): FieldCondition<Field, 'IS_NOT_EMPTY', undefined>
  /** On update: the value differs from the one before. On insert: it was given. */
  changed(): FieldCondition<Field, 'CHANGED', undefined>
  notChanged(): FieldCondition<Field, 'NOT_CHANGED', undefined>
  changedTo<const Value>(value: Value): FieldCondition<Field, 'CHANGED_TO', Value>
  changedFrom<const Value>(value: Value): FieldCondition<Field, 'CHANGED_FROM', Value>
}

export interface ConditionBuilder {
  /** A path such as `record.total`; a bare `total` means the same. */
  field<Field extends string>(path: Field): FieldConditionBuilder<Field>
  and<const Parts extends readonly ConditionDefinition[]>(...conditions: Parts): Joined<ComparisonsOf<Parts[number]>>
  or<const Parts extends readonly ConditionDefinition[]>(...conditions: Parts): Joined<ComparisonsOf<Parts[number]>>
  not<const Part extends ConditionDefinition>(condition: Part): Joined<ComparisonsOf<Part>>
}

/** The comparisons of which a condition is made, so that their paths are checked where it is used. */
type ComparisonsOf<Part, Depth extends readonly 0[] = [0, 0, 0]> = Part extends { field: string }
  ? Part
  : Depth extends readonly [0, ...infer Rest extends readonly 0[]]
    ? Part extends { and: readonly (infer Inner)[] } | { or: readonly (infer Inner)[] } | { not: infer Inner }
      ? ComparisonsOf<Inner, Rest>
      : never
    : never

/** Builds conditions: `when.and(when.field('record.total').greaterThan(1000), …)`. */
export const when: ConditionBuilder = {
  field,
  and: (...conditions) => ({ and: conditions }) as never,
  or: (...conditions) => ({ or: conditions }) as never,
  not: (condition) => ({ not: condition }) as never,
}

function field<Field extends string>(path: Field): FieldConditionBuilder<Field> {
  const unary =
    <Operator extends ConditionOperatorName>(operator: Operator) =>
    (): FieldCondition<Field, Operator, undefined> => ({ field: path, operator })
  const binary =
    <Operator extends ConditionOperatorName>(operator: Operator) =>
    <Value>(value: Value): FieldCondition<Field, Operator, Value> => ({ field: path, operator, value })
  return {
    equals: binary('EQUALS'),
    notEquals: binary('NOT_EQUALS'),
    greaterThan: binary('GREATER_THAN'),
    greaterThanOrEquals: binary('GREATER_THAN_OR_EQUALS'),
    lessThan: binary('LESS_THAN'),
    lessThanOrEquals: binary('LESS_THAN_OR_EQUALS'),
    in: binary('IN'),
    notIn: binary('NOT_IN'),
    contains: binary('CONTAINS'),
    startsWith: binary('STARTS_WITH'),
    endsWith: binary('ENDS_WITH'),
    matches: binary('MATCHES'),
    isNull: unary('IS_NULL'),
    isNotNull: unary('IS_NOT_NULL'),
    isEmpty: unary('IS_EMPTY'),
    isNotEmpty: unary('IS_NOT_EMPTY'),
    changed: unary('CHANGED'),
    notChanged: unary('NOT_CHANGED'),
    changedTo: binary('CHANGED_TO'),
    changedFrom: binary('CHANGED_FROM'),
  }
}
