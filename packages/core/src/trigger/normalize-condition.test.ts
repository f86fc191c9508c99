import { describe, expect, it } from 'vitest'
import { ConditionOperator } from '../condition/condition-operator.ts'
import { normalizeTrigger } from './normalize-trigger.ts'
import { problemsOf } from './problems-of.ts'
import { Trigger } from './trigger.ts'

const { when } = Trigger
const definition = (condition: unknown): object => ({
  name: 'audit',
  tables: ['orders'],
  events: ['afterUpdate'],
  actions: [Trigger.log.info('x')],
  condition,
})
const conditionOf = (condition: unknown): unknown =>
  normalizeTrigger(definition(condition), { origin: 'code' }).condition
const problems = (condition: unknown): string[] => problemsOf(definition(condition))

describe('conditions of a definition', () => {
  it('are kept with full paths and canonical operators', () => {
    const condition = {
      and: [
        { field: 'total', operator: 'greaterThan', value: 1 },
        { not: { or: [{ field: 'user.id', operator: 'isNull' }] } },
      ],
    }
    expect(conditionOf(condition)).toEqual({
      and: [
        { field: 'record.total', operator: 'GREATER_THAN', value: 1 },
        { not: { or: [{ field: 'user.id', operator: 'IS_NULL' }] } },
      ],
    })
    expect(conditionOf(null)).toBeUndefined()
  })

  it('take every operator that the builder makes', () => {
    const field = when.field('record.a')
    const built = [
      field.equals(1),
      field.notEquals(null),
      field.greaterThan(1n),
      field.greaterThanOrEquals(new Date(0)),
      field.lessThan('a'),
      field.lessThanOrEquals(1),
      field.in([1, null]),
      field.notIn([]),
      field.contains('a'),
      field.startsWith('a'),
      field.endsWith('a'),
      field.matches('^a'),
      field.isNull(),
      field.isNotNull(),
      field.isEmpty(),
      field.isNotEmpty(),
      field.changed(),
      field.notChanged(),
      field.changedTo(1),
      field.changedFrom(null),
    ]
    expect(built.map(({ operator }) => operator)).toEqual(Object.values(ConditionOperator))
    expect(problems(when.and(when.or(...built), when.not(built[0]!)))).toEqual([])
  })

  it('keep a RegExp as text with its flags', () => {
    expect(conditionOf(when.field('a').matches(/^a\/b/gi))).toMatchObject({ value: '(?i)^a\\/b' })
    expect(conditionOf(when.field('a').matches(/x/u))).toMatchObject({ value: 'x' })
  })

  it.each([
    [
      { field: 'a', operator: 'GREATER', value: 1 },
      'condition.operator: unknown operator "GREATER", did you mean "GREATER_THAN"?',
    ],
    [{ field: 'a', operator: 5, value: 1 }, 'condition.operator: expected an operator, found number 5'],
    [{ field: 'a', value: 1 }, 'condition.operator: expected an operator, found nothing'],
    [{ operator: 'EQUALS', value: 1 }, 'condition.field: expected a path such as "record.total", found nothing'],
    [
      { field: '{{record.a}}', operator: 'IS_NULL' },
      'condition.field: a field is a path without braces, did you mean "record.a"?',
    ],
    [{ field: 'record.__proto__.a', operator: 'IS_NULL' }, 'condition.field: "__proto__" may not be read'],
    [{ field: 'record..a', operator: 'IS_NULL' }, 'condition.field: is no path: a name is missing between its dots'],
    [
      { field: 'recrod.a', operator: 'IS_NULL' },
      'condition.field: unknown field "recrod.a", did you mean "record.a"? A column of that name is "record.recrod.a"',
    ],
    [
      when.field('a').equals(undefined),
      'condition.value: EQUALS needs a value; for null or missing values there is IS_NULL',
    ],
    [when.field('a').greaterThan(null), 'condition.value: expected a number, a date or a string, found null'],
    [when.field('a').lessThan(Number.NaN), 'condition.value: expected a number, a date or a string, found number NaN'],
    [when.field('a').lessThan(true), 'condition.value: expected a number, a date or a string, found boolean true'],
    [when.field('a').in('x' as never), 'condition.value: expected an array of values, found string "x"'],
    [when.field('a').in([undefined]), 'condition.value: expected an array of values, found array'],
    [when.field('a').startsWith(5 as never), 'condition.value: expected a string, found number 5'],
    [
      when.field('a').equals('{{record.b'),
      'condition.value: wrong template: the placeholder at position 0 is not closed: "}}" is missing',
    ],
    [{ field: 'a', operator: 'IS_NULL', value: true }, 'condition.value: IS_NULL takes no value'],
    [
      { ...when.field('a').equals(1), values: [1] },
      'condition.values: unknown key of a condition "values", did you mean "value"?',
    ],
    [
      when.field('previousRecord.a').changed(),
      'condition.field: CHANGED is for fields of the record, found "previousRecord.a"',
    ],
    [when.field('record').changed(), 'condition.field: CHANGED is for fields of the record, found "record"'],
    [{ and: [] }, 'condition.and: expected a non-empty array of conditions, found an empty array'],
    [{ and: {} }, 'condition.and: expected a non-empty array of conditions, found an empty object'],
    [
      { not: [when.field('a').isNull()] },
      'condition.not: expected a condition ({ field, operator, value }, { and }, { or } or { not }), found array',
    ],
    [
      'a > 1',
      'condition: expected a condition ({ field, operator, value }, { and }, { or } or { not }), found string "a > 1"',
    ],
  ])('%o', (condition, problem) => {
    expect(problems(condition)).toEqual([problem])
  })

  it('refuses mixed forms', () => {
    const part = when.field('a').isNull()
    expect(problems({ and: [part], or: [part] })).toEqual([
      'condition: a condition is either one of and, or, not or a field: found and, or together',
    ])
    expect(problems({ and: [part], field: 'a' })).toHaveLength(1)
  })

  it.each(['(', 'a{5000}', '(?=a)', '\\1', '((a{30}){30}){30}', `${'a'.repeat(2_000)}`])(
    'refuses the pattern %s',
    (pattern) => {
      expect(problems(when.field('a').matches(pattern))[0]).toMatch(/^condition\.value: is no regular expression/)
    },
  )
})
