import { describe, expect, it } from 'vitest'
import { DecimalSample, ObjectIdSample } from '../value/sample-values.ts'
import { compileCondition } from './compile-condition.ts'
import type { ConditionOperatorName } from './condition-operator.ts'
import { insertOf } from './sample-context.ts'

/** Every kind of value; the tables below name those for which an operator is true. */
const values = {
  missing: undefined,
  null: null,
  true: true,
  false: false,
  zero: 0,
  one: 1,
  ten: 10,
  nan: Number.NaN,
  bigTen: 10n,
  decimalTen: new DecimalSample('10.00'),
  empty: '',
  abc: 'abc',
  abcde: 'abcde',
  textTen: '10',
  day: new Date('2024-05-01T00:00:00Z'),
  nextDay: new Date('2024-05-02T00:00:00Z'),
  id: new ObjectIdSample('65f000000000000000000001'),
  noBytes: new Uint8Array(),
  bytes: Uint8Array.from([1, 2]),
  noItems: [],
  items: ['abc', 10, { a: 1 }],
  noMembers: {},
  members: { a: 1 },
  noEntries: new Map(),
  entries: new Map([['a', 1]]),
  set: new Set(['abc', 10]),
} satisfies Record<string, unknown>

type Name = keyof typeof values
const names = Object.keys(values) as Name[]
const except = (...excluded: Name[]): Name[] => names.filter((name) => !excluded.includes(name))

const tens: Name[] = ['ten', 'bigTen', 'decimalTen']
const empties: Name[] = ['missing', 'null', 'empty', 'noBytes', 'noItems', 'noMembers', 'noEntries']
const table: [ConditionOperatorName, unknown, Name[]][] = [
  ['EQUALS', null, ['missing', 'null']],
  ['EQUALS', 10, tens],
  ['EQUALS', 10n, tens],
  ['EQUALS', new DecimalSample('10'), tens],
  ['EQUALS', Number.NaN, ['nan']],
  ['EQUALS', '10', ['textTen']],
  ['EQUALS', '', ['empty']],
  ['EQUALS', true, ['true']],
  ['EQUALS', new Date('2024-05-01T00:00:00Z'), ['day']],
  ['EQUALS', new ObjectIdSample('65f000000000000000000001'), ['id']],
  ['EQUALS', Uint8Array.from([1, 2]), ['bytes']],
  ['EQUALS', { a: 1 }, ['members']],
  ['EQUALS', ['abc', 10, { a: 1 }], ['items']],
  ['NOT_EQUALS', null, except('missing', 'null')],
  ['NOT_EQUALS', 10, except(...tens)],
  ['NOT_EQUALS', 'abc', except('abc')],
  ['GREATER_THAN', 1, tens],
  ['GREATER_THAN', 'abc', ['abcde']],
  ['GREATER_THAN', new Date('2024-05-01T00:00:00Z'), ['nextDay']],
  ['GREATER_THAN_OR_EQUALS', 10, tens],
  ['GREATER_THAN_OR_EQUALS', 1n, ['one', ...tens]],
  ['GREATER_THAN_OR_EQUALS', 'abc', ['abc', 'abcde']],
  ['LESS_THAN', 10, ['zero', 'one']],
  ['LESS_THAN', new DecimalSample('0.5'), ['zero']],
  ['LESS_THAN', 'abc', ['empty', 'textTen']],
  ['LESS_THAN_OR_EQUALS', 10, ['zero', 'one', ...tens]],
  ['LESS_THAN_OR_EQUALS', new Date('2024-05-01T00:00:00Z'), ['day']],
  ['IN', [10, 'abc'], [...tens, 'abc']],
  ['IN', ['abc', 'abcde'], ['abc', 'abcde']],
  ['IN', [null, { a: 1 }], ['missing', 'null', 'members']],
  ['IN', [], []],
  ['NOT_IN', [10, 'abc'], except(...tens, 'abc')],
  ['NOT_IN', [null], except('missing', 'null')],
  ['NOT_IN', [], names],
  ['CONTAINS', 'bc', ['abc', 'abcde']],
  ['CONTAINS', 'abc', ['abc', 'abcde', 'items', 'set']],
  ['CONTAINS', 10, ['items', 'set']],
  ['CONTAINS', { a: 1 }, ['items']],
  ['STARTS_WITH', 'ab', ['abc', 'abcde']],
  ['ENDS_WITH', 'c', ['abc']],
  ['MATCHES', '^a.c', ['abc', 'abcde']],
  ['MATCHES', '(?i)C$', ['abc']],
  ['IS_NULL', undefined, ['missing', 'null']],
  ['IS_NOT_NULL', undefined, except('missing', 'null')],
  ['IS_EMPTY', undefined, empties],
  ['IS_NOT_EMPTY', undefined, except(...empties)],
  ['CHANGED', undefined, except('missing')],
  ['NOT_CHANGED', undefined, ['missing']],
  ['CHANGED_TO', 10, tens],
  ['CHANGED_TO', null, ['null']],
  ['CHANGED_FROM', 10, []],
]

describe('every operator × every kind of value', () => {
  for (const [operator, operand, expected] of table) {
    it(`R22 ${operator} ${String(operand)} of an inserted value is true of: ${expected.join(', ') || 'none'}`, () => {
      const condition = compileCondition({ field: 'record.value', operator, value: operand })
      const found = names.filter((name) => condition.test(insertOf(name === 'missing' ? {} : { value: values[name] })))
      expect(found.sort()).toEqual([...expected].sort())
    })
  }

  it('covers all twenty operators', () => {
    expect(new Set(table.map(([operator]) => operator)).size).toBe(20)
  })
})
