import type { ConditionDefinition, FieldCondition } from './condition-definition.ts'
import type { ConditionOperatorName } from './condition-operator.ts'

/** One method per operator; each gives the condition. */
export interface FieldConditionBuilder {
  /** Equal by value and kind; `equals(null)` is true of null and of a missing value. */
  equals(value: unknown): FieldCondition
  /** Not equal; true of null unless `value` is null. */
  notEquals(value: unknown): FieldCondition
  greaterThan(value: unknown): FieldCondition
  greaterThanOrEquals(value: unknown): FieldCondition
  lessThan(value: unknown): FieldCondition
  lessThanOrEquals(value: unknown): FieldCondition
  /** Equal to one of them. */
  in(values: readonly unknown[]): FieldCondition
  notIn(values: readonly unknown[]): FieldCondition
  /** A text that contains it, or an array that has an equal item. */
  contains(value: unknown): FieldCondition
  startsWith(value: string): FieldCondition
  endsWith(value: string): FieldCondition
  /** A regular expression in RE2's syntax is found in the text. */
  matches(pattern: string | RegExp): FieldCondition
  /** null or missing. */
  isNull(): FieldCondition
  isNotNull(): FieldCondition
  /** null, missing, `''`, `[]`, `{}`. */
  isEmpty(): FieldCondition
  isNotEmpty(): FieldCondition
  /** On update: the value differs from the one before. On insert: it was given. */
  changed(): FieldCondition
  notChanged(): FieldCondition
  changedTo(value: unknown): FieldCondition
  changedFrom(value: unknown): FieldCondition
}

export interface ConditionBuilder {
  /** A path such as `record.total`; a bare `total` means the same. */
  field(path: string): FieldConditionBuilder
  and(...conditions: ConditionDefinition[]): ConditionDefinition
  or(...conditions: ConditionDefinition[]): ConditionDefinition
  not(condition: ConditionDefinition): ConditionDefinition
}

/** Builds conditions: `when.and(when.field('record.total').greaterThan(1000), …)`. */
export const when: ConditionBuilder = {
  field,
  and: (...conditions) => ({ and: conditions }),
  or: (...conditions) => ({ or: conditions }),
  not: (condition) => ({ not: condition }),
}

function field(path: string): FieldConditionBuilder {
  const unary = (operator: ConditionOperatorName) => (): FieldCondition => ({ field: path, operator })
  const binary =
    <Value>(operator: ConditionOperatorName) =>
    (value: Value): FieldCondition => ({ field: path, operator, value })
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
