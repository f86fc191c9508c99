import fc from 'fast-check'
import type { Row } from '../change/change.ts'
import type { EvaluationContext } from '../context/trigger-context.ts'
import type { ConditionDefinition, FieldCondition } from './condition-definition.ts'
import { ConditionOperator, type ConditionOperatorName } from './condition-operator.ts'
import { operandKinds } from './operator-name.ts'
import { deleteOf, insertOf, updateOf } from './sample-context.ts'

/** Conditions and what they are asked of, drawn by chance; for tests only. */
const columns = ['a', 'b', 'c']
const text = fc.constantFrom('', 'a', 'b', 'ab', 'abc', '10', '9', 'Ä', '😀')
const number = fc.oneof(fc.integer({ min: -3, max: 12 }), fc.constantFrom(0.1, 1e21))
const date = fc.constantFrom(0, 1, 86_400_000).map((instant) => new Date(instant))
const plain = fc.oneof(fc.constant(null), fc.boolean(), number, text, date)
const value = fc.oneof(
  { weight: 4, arbitrary: plain },
  fc.array(plain, { maxLength: 2 }),
  fc.record({ x: plain }, { requiredKeys: [], noNullPrototype: true }),
)
/** A row of the columns a, b and c. */
export const anyRow: fc.Arbitrary<Row> = fc.record({ a: value, b: value, c: value }, { requiredKeys: [] })

export const anyContext: fc.Arbitrary<EvaluationContext> = fc.oneof(
  fc.tuple(anyRow, fc.subarray(columns)).map(([record, given]) => insertOf(record, given)),
  fc
    .tuple(anyRow, anyRow, fc.subarray(columns))
    .map(([previous, record, changed]) => updateOf(previous, record, changed)),
  anyRow.map((record) => deleteOf(record)),
)

function operand(operator: ConditionOperatorName): fc.Arbitrary<unknown> {
  switch (operandKinds[operator]) {
    case 'none':
      return fc.constant(undefined)
    case 'list':
      return fc.array(value, { maxLength: 6 })
    case 'ordered':
      return fc.oneof(number, text, date)
    case 'text':
      return text
    case 'pattern':
      return fc.constantFrom('a', '^a', 'b$', 'a|b', '[0-9]+', '.', '^$', 'Ä')
    default:
      return value
  }
}

export const anyFieldCondition: fc.Arbitrary<FieldCondition> = fc
  .tuple(fc.constantFrom(...Object.values(ConditionOperator)), fc.constantFrom(...columns), fc.boolean())
  .chain(([operator, column, previous]) => {
    const root = previous && !operator.includes('CHANGED') ? 'previousRecord' : 'record'
    return operand(operator).map((of) => ({ field: `${root}.${column}`, operator, value: of }))
  })

/** `minParts` is 0 for what the compiler takes, 1 for what definitions may hold. */
export function conditionOf(minParts: 0 | 1): fc.Arbitrary<ConditionDefinition> {
  const { condition } = fc.letrec<{ condition: ConditionDefinition }>((tie) => {
    const parts = fc.array(tie('condition'), { minLength: minParts, maxLength: 6 })
    return {
      condition: fc.oneof(
        { maxDepth: 4 },
        { weight: 5, arbitrary: anyFieldCondition },
        { weight: 1, arbitrary: parts.map((and) => ({ and })) },
        { weight: 1, arbitrary: parts.map((or) => ({ or })) },
        { weight: 1, arbitrary: tie('condition').map((not) => ({ not })) },
      ),
    }
  })
  return condition
}
