import { describe, expect, it } from 'vitest'
import type { ColumnKind } from '../value/column-kind.ts'
import { compileCondition } from './compile-condition.ts'
import type { ConditionDefinition } from './condition-definition.ts'
import { toConditionField } from './condition-field.ts'
import type { MismatchReport } from './condition-options.ts'
import { insertOf, updateOf } from './sample-context.ts'
import { when } from './when.ts'

const test = (definition: ConditionDefinition, record: object, kind?: ColumnKind): boolean =>
  compileCondition(definition, { kindOf: () => kind }).test(insertOf(record as Record<string, unknown>))

describe('compileCondition', () => {
  it('joins any number of parts', () => {
    for (let count = 1; count <= 9; count++) {
      const parts = Array.from({ length: count }, (_, index) => when.field(`record.f${index}`).equals(1))
      const all = Object.fromEntries(parts.map((_, index) => [`f${index}`, 1]))
      expect(test(when.and(...parts), all)).toBe(true)
      expect(test(when.and(...parts), { ...all, [`f${count - 1}`]: 2 })).toBe(false)
      expect(test(when.or(...parts), { [`f${count - 1}`]: 1 })).toBe(true)
      expect(test(when.or(...parts), {})).toBe(false)
    }
  })

  it('R23 an operand that a template leaves out, or of a type that cannot be compared, is never an error', () => {
    const holds = (operator: 'IN' | 'NOT_IN' | 'STARTS_WITH', operand?: unknown): boolean =>
      compileCondition({ field: 'record.a', operator, value: '{{user.operand}}' }).test({
        ...insertOf({ a: 'null 5' }),
        user: { operand },
      })
    for (const operand of [undefined, null, 5, 'null 5', { a: 1 }]) {
      expect(holds('IN', operand)).toBe(false)
      expect(holds('NOT_IN', operand)).toBe(true)
      expect(holds('STARTS_WITH', operand)).toBe(operand === 'null 5')
    }
    expect(holds('IN', ['null 5'])).toBe(true)
  })

  it('nests and, or, not', () => {
    const condition = when.and(
      when.or(when.field('record.role').equals('admin'), when.field('record.role').equals('owner')),
      when.not(when.and(when.field('record.status').equals('deleted'), when.field('record.kept').isNull())),
    )
    expect(test(condition, { role: 'owner', status: 'active' })).toBe(true)
    expect(test(condition, { role: 'owner', status: 'deleted' })).toBe(false)
    expect(test(condition, { role: 'owner', status: 'deleted', kept: 1 })).toBe(true)
    expect(test(condition, { role: 'guest' })).toBe(false)
  })

  it('tells what it reads', () => {
    const { paths, readsPrevious } = compileCondition(
      when.and(
        when.field('record.total').greaterThan(1),
        when.field('total').lessThan(9),
        when.field('user.id').equals(1),
        when.field('context.tenant.id').equals(1),
      ),
    )
    expect(paths).toEqual(['record.total', 'user.id', 'tenant.id'])
    expect(readsPrevious).toBe(false)
    const changed = compileCondition(when.field('record.status').changedTo('paid'))
    expect(changed.paths).toEqual(['record.status', 'previousRecord.status'])
    expect(changed.readsPrevious).toBe(true)
    expect(compileCondition(when.field('previousRecord.a').isNull()).readsPrevious).toBe(true)
  })

  it('gives the same of a path that was resolved before', () => {
    for (const path of [
      'total',
      'record.total',
      'context.tenant.id',
      'context.user.id',
      'user.id',
      'context.record.a',
    ]) {
      const field = toConditionField(path)
      expect(toConditionField(field.path)).toEqual(field)
    }
  })

  it('reads context beyond the record', () => {
    const context = { ...insertOf({}), user: { id: 7 }, tenant: { id: 'x' }, env: 'prd' }
    expect(compileCondition(when.field('user.id').equals(7)).test(context)).toBe(true)
    expect(compileCondition(when.field('context.tenant.id').equals('x')).test(context)).toBe(true)
    expect(compileCondition(when.field('env').in(['prd'])).test(context)).toBe(true)
  })

  it('reads own properties only', () => {
    class Order {
      total = 5
      get computed(): never {
        throw new Error('must not run')
      }
    }
    const record = new Order() as unknown as Record<string, unknown>
    expect(compileCondition(when.field('record.total').equals(5)).test(insertOf(record))).toBe(true)
    expect(compileCondition(when.field('record.computed').isNull()).test(insertOf(record))).toBe(true)
    expect(compileCondition(when.field('record.constructor').isNull()).test(insertOf(record))).toBe(true)
    expect(compileCondition(when.field('record.toString').isNull()).test(insertOf(record))).toBe(true)
  })

  it('takes operators in either case', () => {
    for (const operator of ['GREATER_THAN', 'greaterThan', 'greater_than']) {
      expect(test({ field: 'record.total', operator: operator as 'GREATER_THAN', value: 1 }, { total: 2 })).toBe(true)
    }
    const unknown = { field: 'a', operator: 'NEAR' as 'EQUALS' }
    expect(() => compileCondition(unknown)).toThrow(expect.objectContaining({ code: 'UNKNOWN_OPERATOR' }))
  })

  it('fills placeholders in operands at each test', () => {
    const grown = compileCondition(when.field('record.total').greaterThan('{{previousRecord.total}}'))
    expect(grown.paths).toEqual(['record.total', 'previousRecord.total'])
    expect(grown.test(updateOf({ total: 1 }, { total: 2 }, ['total']))).toBe(true)
    expect(grown.test(updateOf({ total: 3 }, { total: 2 }, ['total']))).toBe(false)
    expect(grown.test(insertOf({ total: 2 }))).toBe(false)
    const own = compileCondition(when.field('record.owner').in(['{{user.id}}', 1]))
    expect(own.test({ ...insertOf({ owner: 7 }), user: { id: 7 } })).toBe(true)
  })

  it('R22 compares by the kind of the column', () => {
    expect(test(when.field('record.total').greaterThan(1000), { total: '1000.01' }, 'decimal')).toBe(true)
    expect(test(when.field('record.total').greaterThan(9), { total: '10' }, 'bigint')).toBe(true)
    expect(test(when.field('record.total').equals('10.5'), { total: '10.50' }, 'decimal')).toBe(true)
    expect(test(when.field('record.total').in([10.5]), { total: '10.50' }, 'decimal')).toBe(true)
    expect(test(when.field('record.total').in(['10.5', '7']), { total: '10.50' }, 'decimal')).toBe(true)
    expect(test(when.field('record.active').equals(true), { active: 1 }, 'boolean')).toBe(true)
    expect(test(when.field('record.at').lessThan('2024-05-01'), { at: new Date('2024-04-30') }, 'date')).toBe(true)
    expect(test(when.field('record.zip').equals(8000), { zip: '8000' }, 'string')).toBe(true)
  })

  it('R22 asks for the kind of record fields only, by their full path', () => {
    const asked: string[] = []
    const kindOf = (path: string): undefined => {
      asked.push(path)
    }
    const fields = ['total', 'previousRecord.address.city', 'user.id', 'count'].map((path) => when.field(path).isNull())
    compileCondition(when.and(...fields), { kindOf })
    expect(asked).toEqual(['record.total', 'previousRecord.address.city'])
  })

  it('R23 a comparison across kinds is false and reported once, by name', () => {
    const reports: MismatchReport[] = []
    const condition = compileCondition(
      when.or(
        when.field('record.total').greaterThan(1000),
        when.field('record.total').equals(1000),
        when.field('record.no').startsWith('A'),
      ),
      { onMismatch: (report) => reports.push(report) },
    )
    for (let round = 0; round < 3; round++) expect(condition.test(insertOf({ total: '1000.50', no: 5 }))).toBe(false)
    expect(reports.map(({ path, operator, found, expected }) => [path, operator, found, expected])).toEqual([
      ['record.total', 'GREATER_THAN', 'string', 'number'],
      ['record.total', 'EQUALS', 'string', 'number'],
      ['record.no', 'STARTS_WITH', 'number', 'string'],
    ])
    expect(reports[0]!.message).toContain(
      'record.total holds a value of type string, which GREATER_THAN cannot compare with 1000',
    )
  })

  it('R23 values of one kind, null and NaN are no mismatch', () => {
    const reports: MismatchReport[] = []
    const total = when.field('record.total')
    const condition = compileCondition(
      when.or(total.greaterThan(5), total.equals(5), total.in([5, 6]), total.lessThan(-5)),
      {
        onMismatch: (report) => reports.push(report),
      },
    )
    for (const value of [1, 2n, null, undefined, Number.NaN]) condition.test(insertOf({ total: value }))
    expect(reports).toEqual([])
  })

  it('R23 a list is a mismatch only where none of its items can be compared', () => {
    const reports: MismatchReport[] = []
    const condition = compileCondition(when.field('record.a').in([1, 'x']), {
      onMismatch: (report) => reports.push(report),
    })
    expect(condition.test(insertOf({ a: 'y' }))).toBe(false)
    expect(reports).toEqual([])
    expect(condition.test(insertOf({ a: true }))).toBe(false)
    expect(reports).toHaveLength(1)
  })

  it('MATCHES takes linear time', () => {
    const condition = compileCondition(when.field('record.text').matches('^(a+)+$'))
    const start = performance.now()
    expect(condition.test(insertOf({ text: `${'a'.repeat(20_000)}b` }))).toBe(false)
    expect(performance.now() - start).toBeLessThan(1_000)
  })
})
