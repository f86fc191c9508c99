import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { EvaluationContext } from '../context/trigger-context.ts'
import { becomesTrue } from './becomes-true.ts'
import { compileCondition } from './compile-condition.ts'
import type { ConditionDefinition, FieldCondition } from './condition-definition.ts'
import { ConditionOperator, type ConditionOperatorName } from './condition-operator.ts'
import type { ConditionVerdict } from './explain-condition.ts'
import { operandKinds } from './operator-name.ts'
import { referenceTest } from './reference-condition.ts'
import { deleteOf, insertOf, updateOf } from './sample-context.ts'

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
const row = fc.record({ a: value, b: value, c: value }, { requiredKeys: [] })

const context: fc.Arbitrary<EvaluationContext> = fc.oneof(
  fc.tuple(row, fc.subarray(columns)).map(([record, given]) => insertOf(record, given)),
  fc.tuple(row, row, fc.subarray(columns)).map(([previous, record, changed]) => updateOf(previous, record, changed)),
  row.map((record) => deleteOf(record)),
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

const field: fc.Arbitrary<FieldCondition> = fc
  .tuple(fc.constantFrom(...Object.values(ConditionOperator)), fc.constantFrom(...columns), fc.boolean())
  .chain(([operator, column, previous]) => {
    const root = previous && !operator.includes('CHANGED') ? 'previousRecord' : 'record'
    return operand(operator).map((of) => ({ field: `${root}.${column}`, operator, value: of }))
  })

const { condition } = fc.letrec<{ condition: ConditionDefinition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4 },
    { weight: 5, arbitrary: field },
    { weight: 1, arbitrary: fc.array(tie('condition'), { maxLength: 6 }).map((and) => ({ and })) },
    { weight: 1, arbitrary: fc.array(tie('condition'), { maxLength: 6 }).map((or) => ({ or })) },
    { weight: 1, arbitrary: tie('condition').map((not) => ({ not })) },
  ),
}))

it('R22 R24 single conditions mean what the plain reference says', () => {
  fc.assert(
    fc.property(field, context, (definition, change) => {
      expect(compileCondition(definition).test(change)).toBe(referenceTest(definition, change))
    }),
    { numRuns: 5_000 },
  )
})

it('R22 R24 nested conditions mean what the plain reference says', () => {
  fc.assert(
    fc.property(condition, fc.array(context, { maxLength: 4 }), (definition, changes) => {
      const compiled = compileCondition(definition)
      for (const change of changes) expect(compiled.test(change)).toBe(referenceTest(definition, change))
    }),
    { numRuns: 1_000 },
  )
})

it('an explanation says of every node what its test says', () => {
  let nodes = 0
  const compare = (verdict: ConditionVerdict, definition: ConditionDefinition, change: EvaluationContext): void => {
    nodes++
    expect(verdict.holds).toBe(compileCondition(definition).test(change))
    if (verdict.kind === 'not') compare(verdict.part, (definition as { not: ConditionDefinition }).not, change)
    if (verdict.kind !== 'and' && verdict.kind !== 'or') return
    const parts = Object.values(definition)[0] as ConditionDefinition[]
    expect(verdict.parts).toHaveLength(parts.length)
    verdict.parts.forEach((part, index) => compare(part, parts[index]!, change))
  }
  fc.assert(
    fc.property(condition, context, (definition, change) => {
      const compiled = compileCondition(definition)
      compare(compiled.explain(change), definition, change)
      const becoming = becomesTrue(compiled)
      expect(becoming.explain(change).holds).toBe(becoming.test(change))
    }),
    { numRuns: 1_000 },
  )
  expect(nodes).toBeGreaterThan(2_000)
})
