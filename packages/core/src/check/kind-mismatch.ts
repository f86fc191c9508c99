import { compileValueTest } from '../condition/compile-value-test.ts'
import type { FieldCondition } from '../condition/condition-definition.ts'
import { isChangeOperator, operandKinds, toOperatorName } from '../condition/operator-name.ts'
import { compileTemplate } from '../template/compile-template.ts'
import type { ColumnKind } from '../value/column-kind.ts'

/** A value of each kind in the form in which it is compared; of the others nothing can be told beforehand. */
const samples: Partial<Readonly<Record<ColumnKind, unknown>>> = {
  integer: 1,
  bigint: 1n,
  decimal: 1,
  float: 1,
  boolean: true,
  date: new Date(0),
  uuid: '00000000-0000-0000-0000-000000000000',
  string: 'text',
}

/** Whether no value of a column of that kind can be compared with the operand (R23), as the operator's own test says of one of them. */
export function isKindMismatch({ operator, value }: FieldCondition, kind: ColumnKind | undefined): boolean {
  const sample = kind === undefined ? undefined : samples[kind]
  const name = toOperatorName(operator)
  if (sample === undefined || name === undefined || operandKinds[name] === 'none') return false
  if (name !== 'MATCHES' && !compileTemplate(value).constant) return false
  const asks = isChangeOperator(name) ? 'EQUALS' : name
  let isMismatch = false
  const onMismatch = (): void => {
    isMismatch = true
  }
  compileValueTest(asks, value, { kind, onMismatch })(sample)
  return isMismatch
}
