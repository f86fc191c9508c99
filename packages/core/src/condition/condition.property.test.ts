import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { EvaluationContext } from '../context/trigger-context.ts'
import { anyContext, anyFieldCondition, conditionOf } from './any-condition.ts'
import { becomesTrue } from './becomes-true.ts'
import { compileCondition } from './compile-condition.ts'
import type { ConditionDefinition } from './condition-definition.ts'
import type { ConditionVerdict } from './explain-condition.ts'
import { referenceTest } from './reference-condition.ts'

const anyCondition = conditionOf(0)

it('R22 R24 single conditions mean what the plain reference says', () => {
  fc.assert(
    fc.property(anyFieldCondition, anyContext, (definition, change) => {
      expect(compileCondition(definition).test(change)).toBe(referenceTest(definition, change))
    }),
    { numRuns: 5_000 },
  )
})

it('R22 R24 nested conditions mean what the plain reference says', () => {
  fc.assert(
    fc.property(anyCondition, fc.array(anyContext, { maxLength: 4 }), (definition, changes) => {
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
    fc.property(anyCondition, anyContext, (definition, change) => {
      const compiled = compileCondition(definition)
      compare(compiled.explain(change), definition, change)
      const becoming = becomesTrue(compiled)
      expect(becoming.explain(change).holds).toBe(becoming.test(change))
    }),
    { numRuns: 1_000 },
  )
  expect(nodes).toBeGreaterThan(2_000)
})
