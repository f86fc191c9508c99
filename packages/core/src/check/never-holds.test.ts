import { describe, expect, it } from 'vitest'
import type { Operation } from '../change/change.ts'
import { compileCondition } from '../condition/compile-condition.ts'
import type { ConditionDefinition } from '../condition/condition-definition.ts'
import { updateOf } from '../condition/sample-context.ts'
import { when } from '../condition/when.ts'
import type { ColumnKind } from '../value/column-kind.ts'
import { neverHolds } from './never-holds.ts'

const kinds: Record<string, ColumnKind> = { status: 'string', total: 'decimal', placed: 'date', paid: 'boolean' }
const kindOf = (path: string): ColumnKind | undefined => kinds[path.replace(/^(record|previousRecord)\./, '')]

function why(condition: ConditionDefinition, operation: Operation = 'update'): string | undefined {
  const fixed = new Map<string, readonly unknown[]>([
    ['operation', [operation]],
    ['env', ['prd']],
  ])
  return neverHolds(condition, { operation, kindOf, fixed })
}

const status = when.field('record.status')
const total = when.field('record.total')
const placed = when.field('record.placed')

describe('conditions that can never hold', () => {
  it.each<[string, ConditionDefinition]>([
    ['two values at once', when.and(status.equals('a'), status.equals('b'))],
    ['a value and its denial', when.and(status.equals('a'), when.not(status.equals('a')))],
    ['a value that a list lacks', when.and(status.equals('a'), status.in(['b', 'c']))],
    ['lists with nothing in common', when.and(status.in(['a', 'b']), status.in(['c', 'd']))],
    ['a value that is not in its own pattern', when.and(status.equals('abc'), status.startsWith('x'))],
    ['null and a value', when.and(status.isNull(), status.equals('a'))],
    ['null and a bound', when.and(total.isNull(), total.greaterThan(1))],
    ['bounds that cross', when.and(total.greaterThan(10), total.lessThan(5))],
    ['bounds that meet, one of them open', when.and(total.greaterThan('10.00'), total.lessThanOrEquals(10))],
    ['a value beyond a bound', when.and(total.equals('3.0'), total.greaterThan(10))],
    ['days that cross', when.and(placed.greaterThan('2024-05-03'), placed.lessThan('2024-05-01'))],
    ['changed and not changed', when.and(status.changed(), when.not(status.changed()))],
    ['a change to what it was', when.and(status.changedTo('a'), status.changedFrom('a'))],
    [
      'the denial of a choice that is made',
      when.and(status.equals('a'), when.not(when.or(status.equals('a'), paid()))),
    ],
    ['every choice', when.and(status.equals('a'), when.or(status.equals('b'), status.equals('c')))],
    ['a choice far inside', when.and(status.equals('a'), when.or(when.and(paid(), when.or(status.equals('b')))))],
    ['another operation', when.field('operation').equals('delete')],
    ['another environment', when.and(when.field('env').equals('dev'), paid())],
  ])('tells of %s', (_, condition) => {
    expect(why(condition)).toEqual(expect.any(String))
  })

  it.each<[string, ConditionDefinition]>([
    ['one value', status.equals('a')],
    ['a value of a list', when.and(status.in(['a', 'b']), when.not(status.equals('a')))],
    ['bounds that meet', when.and(total.greaterThanOrEquals(10), total.lessThanOrEquals('10.0'))],
    [
      'an instant of a day',
      when.and(placed.greaterThan(new Date('2024-05-01T12:00:00Z')), placed.lessThanOrEquals('2024-05-01')),
    ],
    [
      'a day and a bound inside it',
      when.and(placed.equals('2024-05-01'), placed.greaterThan(new Date('2024-05-01T12:00:00Z'))),
    ],
    ['one value in two forms', when.and(total.equals('10.00'), total.equals(10))],
    ['a number as its text', when.and(total.equals(10), total.contains('0'))],
    ['denials', when.and(when.not(status.equals('a')), when.not(status.greaterThan('b')))],
    ['one choice', when.and(status.equals('a'), when.or(status.equals('a'), status.equals('b')))],
    ['choices about different fields', when.or(when.and(status.equals('a'), total.equals(1)), status.equals('b'))],
    ['a value that a template gives', when.and(status.equals('a'), status.equals('{{previousRecord.status}}'))],
    ['what was and what is', when.and(status.changedFrom('a'), status.equals('b'))],
  ])('leaves %s', (_, condition) => {
    expect(why(condition)).toBeUndefined()
  })

  it('R24 knows that an insert has no row before it, and that a delete changes no column', () => {
    expect(why(status.changedFrom('a'), 'insert')).toContain('never true of an insert')
    expect(why(when.field('previousRecord.status').equals('a'), 'insert')).toContain('previousRecord.status')
    expect(why(when.field('previousRecord.status').isNull(), 'insert')).toBeUndefined()
    expect(why(status.changed(), 'insert')).toBeUndefined()
    expect(why(status.changed(), 'delete')).toContain('never true of a delete')
  })

  it('says which comparisons exclude each other', () => {
    expect(why(when.and(status.equals('a'), paid(), status.equals('b')))).toBe(
      'record.status EQUALS "a" and record.status EQUALS "b" exclude each other',
    )
  })

  it('is never wrong: what it rules out is not true of any row', () => {
    const values = ['a', 'b', 'ab', '', null, undefined]
    const parts = [
      ...['a', 'b'].flatMap((value) => [status.equals(value), status.startsWith(value), status.greaterThan(value)]),
      status.in(['a', 'ab']),
      status.isNull(),
      status.isEmpty(),
      status.lessThan('ab'),
    ]
    const nodes = [...parts, ...parts.map((part) => when.not(part))]
    let ruledOut = 0
    for (const one of nodes) {
      for (const other of nodes) {
        for (const condition of [
          when.and(one, other),
          when.and(one, when.or(other, when.and(other, status.equals('b')))),
        ]) {
          if (why(condition) === undefined) continue
          ruledOut++
          const { test } = compileCondition(condition, { kindOf })
          for (const value of values) expect(test(updateOf({}, { status: value }, []))).toBe(false)
        }
      }
    }
    expect(ruledOut).toBeGreaterThan(50)
  })

  it('takes the largest choices in no time to speak of', () => {
    const choice = when.or(...Array.from({ length: 40 }, (_, index) => status.equals(`v${index}`)))
    expect(why(when.and(...Array.from({ length: 40 }, () => choice)))).toBeUndefined()
  })
})

function paid(): ConditionDefinition {
  return when.field('record.paid').equals(true)
}
