import { compileValueTest } from '../condition/compile-value-test.ts'
import type { ConditionOperatorName } from '../condition/condition-operator.ts'
import { isChangeOperator } from '../condition/operator-name.ts'
import type { ValueTest } from '../condition/value-test.ts'
import type { ColumnKind } from '../value/column-kind.ts'
import { classOf } from '../value/value-class.ts'
import type { Literal } from './condition-literal.ts'

/** Kinds whose values are compared alike in whatever form the driver gives them. */
const comparedAlike: ReadonlySet<ColumnKind | undefined> = new Set([
  'integer',
  'bigint',
  'decimal',
  'float',
  'boolean',
  'uuid',
  'unknown',
  undefined,
])
const ofTexts = new Set(['CONTAINS', 'STARTS_WITH', 'ENDS_WITH', 'MATCHES', 'IS_EMPTY', 'IS_NOT_EMPTY'])

/** Whether the literal may be met by a value that equals the given one; true where its form in the row would decide. */
export function literalTest({ operator, value: operand }: Literal, kind: ColumnKind | undefined): ValueTest {
  if (isChangeOperator(operator)) return () => true
  const test = compileValueTest(operator, operand, { kind, onMismatch: () => undefined })
  return (value) => dependsOnForm(value, operator, kind) || test(value)
}

function dependsOnForm(value: unknown, operator: ConditionOperatorName, kind: ColumnKind | undefined): boolean {
  const type = classOf(value)
  if (type === 'null') return false
  const isText = type === 'string'
  if (!comparedAlike.has(kind) && !(kind === 'string' && isText)) return true
  const isAnyText = isText && (kind === 'string' || kind === undefined || kind === 'unknown')
  // Of two equal documents one may be a text.
  return (ofTexts.has(operator) && !isAnyText) || ['object', 'array', 'map', 'set', 'other'].includes(type)
}
