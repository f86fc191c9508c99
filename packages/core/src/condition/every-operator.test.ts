import { describe, expect, it } from 'vitest'
import type { EvaluationContext } from '../context/trigger-context.ts'
import { ProblemList } from '../errors/problem-list.ts'
import type { ColumnKind } from '../value/column-kind.ts'
import { compileCondition } from './compile-condition.ts'
import { ConditionOperator, type ConditionOperatorName } from './condition-operator.ts'
import { everyKind, everyValue } from './every-value.ts'
import { normalizeCondition } from './normalize-condition.ts'
import { isMismatch, isOperand, referenceTest } from './reference-condition.ts'
import { deleteOf, insertOf, updateOf } from './sample-context.ts'

type Named<T> = readonly [name: string, value: T]

const operators = Object.values(ConditionOperator)
const values: readonly Named<unknown>[] = Object.entries(everyValue)
/** Every sixth, where all of them would show nothing more. */
const someValues = values.filter((_, index) => index % 6 === 0)
const operands: readonly Named<unknown>[] = [
  ...values,
  ['[]', []],
  ['a|b', 'a|b'],
  ...values.map(([name, value]): Named<unknown> => [`[${name}]`, [value ?? null]]),
  ...someValues.map(([name, value]): Named<unknown> => [`['abc', ${name}, 1]`, ['abc', value ?? null, 1]]),
]

const rowOf = ([name, value]: Named<unknown>): { value?: unknown } => (name === 'missing' ? {} : { value })
const inserts = values.map((named): Named<EvaluationContext> => [named[0], insertOf(rowOf(named))])
/** For the operators that look at what changed. */
const changes: readonly Named<EvaluationContext>[] = [
  ...values.map((named): Named<EvaluationContext> => {
    const row = rowOf(named)
    return [`to ${named[0]}`, updateOf({ value: 'other' }, row, ['value'])]
  }),
  ...someValues.flatMap((named): Named<EvaluationContext>[] => {
    const row = rowOf(named)
    const [name] = named
    return [
      [`from ${name}`, updateOf(row, { value: 'other' }, ['value'])],
      [`given ${name}`, insertOf(row)],
      [`not given ${name}`, insertOf(row, [])],
      [`still ${name}`, updateOf(row, row, [])],
      [`deleted ${name}`, deleteOf(row)],
    ]
  }),
]

/** The kinds that read most. */
const someKinds = [undefined, 'decimal'] as const

/** What was compared, and where the two did not agree. */
const compared = { count: 0 }

function compare(
  operator: ConditionOperatorName,
  [name, operand]: Named<unknown>,
  kind: ColumnKind | undefined,
  contexts: readonly Named<EvaluationContext>[],
  written: unknown = operand,
): string[] {
  const condition = compileCondition({ field: 'record.value', operator, value: written }, { kindOf: () => kind })
  return contexts.flatMap(([of, context]) => {
    compared.count += 1
    const expected = referenceTest({ field: 'record.value', operator, value: operand }, context, kind)
    const found = outcome(() => condition.test(context))
    return found === expected ? [] : [`${of} ${operator} ${name} of ${kind}: expected ${expected}, found ${found}`]
  })
}

function outcome(test: () => boolean): unknown {
  try {
    return test()
  } catch (error) {
    return error
  }
}

function isAccepted(operator: ConditionOperatorName, value: unknown): boolean {
  const problems = new ProblemList()
  normalizeCondition({ field: 'record.value', operator, value }, '', problems)
  return problems.empty
}

describe('every operator × every value × every operand × every kind of column', { timeout: 120_000 }, () => {
  for (const operator of operators) {
    const contexts = operator.includes('CHANGED') ? changes : inserts
    const allowed = operands.filter(([, operand]) => isOperand(operator, operand))

    it(`R22 R24 ${operator} means what the reference says`, () => {
      const differences = allowed.flatMap((operand) =>
        everyKind.flatMap((kind) => compare(operator, operand, kind, contexts)),
      )
      expect(differences).toEqual([])
    })

    it(`${operator} takes the operands that make sense, and no others`, () => {
      const accepted = operands.filter(([, operand]) => isAccepted(operator, operand))
      expect(accepted.map(([name]) => name)).toEqual(allowed.map(([name]) => name))
    })
  }

  it.each([
    'EQUALS',
    'NOT_EQUALS',
    'GREATER_THAN',
    'GREATER_THAN_OR_EQUALS',
    'LESS_THAN',
    'LESS_THAN_OR_EQUALS',
    'IN',
    'NOT_IN',
    'CONTAINS',
    'STARTS_WITH',
    'ENDS_WITH',
    'CHANGED_TO',
    'CHANGED_FROM',
  ] as const)('R22 R23 %s with an operand known only when it is tested', (operator) => {
    const differences = operands.flatMap((operand) => {
      const withOperand = inserts.map(
        ([name, context]): Named<EvaluationContext> => [name, { ...context, user: { operand: operand[1] } }],
      )
      return someKinds.flatMap((kind) => compare(operator, operand, kind, withOperand, '{{user.operand}}'))
    })
    expect(differences).toEqual([])
  })

  it.each(['EQUALS', 'GREATER_THAN'] as const)(
    'R23 %s tells of what it cannot compare, and of nothing else',
    (operator) => {
      const differences = values.flatMap(([name, operand]) => {
        if (!isOperand(operator, operand)) return []
        return everyKind.flatMap((kind) =>
          inserts.flatMap(([of, context]) => {
            let told = 0
            const options = { kindOf: () => kind, onMismatch: () => void told++ }
            const condition = compileCondition({ field: 'record.value', operator, value: operand }, options)
            condition.test(context)
            condition.test(context)
            compared.count += 1
            const expected = isMismatch(operator, context.record.value, operand, kind) ? 1 : 0
            return told === expected ? [] : [`${of} ${operator} ${name} of ${kind}: expected ${expected}, told ${told}`]
          }),
        )
      })
      expect(differences).toEqual([])
    },
  )

  it('R22 R23 R24 counts what it compared', ({ task }) => {
    const told = `Conditions against the reference: ${compared.count} comparisons of ${operators.length} operators, ${values.length} values, ${operands.length} operands, ${everyKind.length} kinds`
    Object.assign(task.meta, { told })
    expect(compared.count).toBeGreaterThan(1_000_000)
  })
})
