import { describeType, describeValue } from '../errors/describe-value.ts'
import type { ColumnKind } from '../value/column-kind.ts'
import type { ConditionField } from './condition-field.ts'
import type { ConditionOperatorName } from './condition-operator.ts'
import type { ConditionOptions } from './condition-options.ts'

/** Reports at most once per place of the condition. */
export function mismatchReporter(
  { path }: ConditionField,
  operator: ConditionOperatorName,
  expected: unknown,
  kind: ColumnKind | undefined,
  { onMismatch }: ConditionOptions,
): (value: unknown) => void {
  let reported = false
  return (value) => {
    if (reported || onMismatch === undefined) return
    reported = true
    const found = describeType(value)
    const column = kind === undefined ? '' : ` (a column of kind ${kind})`
    onMismatch({
      path,
      operator,
      found,
      expected: describeType(expected),
      value: expected,
      message:
        `${path}${column} holds a value of type ${found}, which ${operator} cannot compare ` +
        `with ${describeValue(expected)}: ` +
        'the comparison counts as not true. Nothing is converted across types; give a value of the same type.',
    })
  }
}
