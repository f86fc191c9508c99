import { compileTemplate } from '../template/compile-template.ts'
import type { ColumnKind } from '../value/column-kind.ts'
import type { ConditionDefinition, FieldCondition } from './condition-definition.ts'
import { toConditionField } from './condition-field.ts'
import type { ConditionOptions } from './condition-options.ts'
import { equalityTest, membershipTest } from './equality-test.ts'
import { mismatchReporter } from './mismatch-reporter.ts'
import { toOperatorName } from './operator-name.ts'
import type { ValueTest } from './value-test.ts'

/** What a condition cannot hold without: the value at a path of the row equals one of these constants. */
export interface RequiredEquality {
  /** `record.tenant`, `previousRecord.address.city` */
  path: string
  kind: ColumnKind | undefined
  operands: readonly unknown[]
  /** The comparisons themselves: they tell of a value that they cannot be made with (R23). */
  tests: readonly ValueTest[]
}

/**
 * The equalities that a condition requires, each by itself: EQUALS, IN, CHANGED_TO and CHANGED_FROM of a row's field and constants, alone,
 * in an `and`, or in every part of an `or` for the same path. Empty where it may hold without any.
 */
export function requiredEqualities(condition: ConditionDefinition, options: ConditionOptions): RequiredEquality[] {
  if ('and' in condition) return condition.and.flatMap((part) => requiredEqualities(part, options))
  if ('or' in condition) return requiredByAll(condition.or.map((part) => requiredEqualities(part, options)))
  if ('not' in condition) return []
  const required = requiredByField(condition, options)
  return required === undefined ? [] : [required]
}

function requiredByAll([first = [], ...others]: RequiredEquality[][]): RequiredEquality[] {
  return first.flatMap((one) => {
    const same = others.map((alternatives) => alternatives.find(({ path }) => path === one.path))
    if (same.includes(undefined)) return []
    const all = [one, ...(same as RequiredEquality[])]
    return { ...one, operands: all.flatMap(({ operands }) => operands), tests: all.flatMap(({ tests }) => tests) }
  })
}

function requiredByField(condition: FieldCondition, options: ConditionOptions): RequiredEquality | undefined {
  const { value } = condition
  const field = toConditionField(condition.field)
  const operator = toOperatorName(condition.operator)
  if (field.column === undefined || field.column === '' || operator === undefined || !compileTemplate(value).constant)
    return undefined
  const kind = options.kindOf?.(field.path)
  const testOptions = { kind, onMismatch: mismatchReporter(field, operator, value, kind, options) }
  switch (operator) {
    case 'EQUALS':
    case 'CHANGED_TO':
      return { path: field.path, kind, operands: [value], tests: [equalityTest(value, testOptions)] }
    case 'CHANGED_FROM': {
      const path = `previousRecord.${field.column}`
      return { path, kind, operands: [value], tests: [equalityTest(value, testOptions)] }
    }
    case 'IN':
      if (!Array.isArray(value)) return undefined
      return { path: field.path, kind, operands: value, tests: [membershipTest(value, testOptions)] }
    default:
      return undefined
  }
}
