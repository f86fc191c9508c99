import { describe, expect, it } from 'vitest'
import { becomesTrue } from './becomes-true.ts'
import { compileCondition } from './compile-condition.ts'
import type { MismatchReport } from './condition-options.ts'
import { insertOf, updateOf } from './sample-context.ts'
import { when } from './when.ts'

const status = when.field('record.status')
const update = updateOf({ status: 'new', total: 5 }, { status: 'paid', total: 7 }, ['status', 'total'])

describe('an explanation of a condition', () => {
  it('tells every node with the values compared, also what the whole does not depend on', () => {
    const condition = when.and(
      status.equals('new'),
      when.not(when.or(when.field('total').greaterThan(6), status.isNull())),
    )
    expect(compileCondition(condition).explain(update)).toEqual({
      kind: 'and',
      holds: false,
      parts: [
        { kind: 'field', holds: false, field: 'record.status', operator: 'EQUALS', expected: 'new', found: 'paid' },
        {
          kind: 'not',
          holds: false,
          part: {
            kind: 'or',
            holds: true,
            parts: [
              { kind: 'field', holds: true, field: 'record.total', operator: 'GREATER_THAN', expected: 6, found: 7 },
              { kind: 'field', holds: false, field: 'record.status', operator: 'IS_NULL', found: 'paid' },
            ],
          },
        },
      ],
    })
  })

  it('fills in placeholders of operands, and keeps how they are written', () => {
    const condition = when.field('record.total').greaterThan('{{previousRecord.total}}')
    expect(compileCondition(condition).explain(update)).toMatchObject({
      holds: true,
      expected: 5,
      written: '{{previousRecord.total}}',
    })
    expect(compileCondition(condition).explain(insertOf({ total: 7 }))).toMatchObject({ holds: false, expected: null })
  })

  it('R24 of CHANGED and its kin both values are there, and whether the field is among the changed ones', () => {
    const values = { found: 'paid', previous: 'new', changed: true }
    expect(compileCondition(status.changed()).explain(update)).toMatchObject({ holds: true, ...values })
    expect(compileCondition(status.changedFrom('old')).explain(update)).toMatchObject({ holds: false, ...values })
    const unchanged = updateOf({ status: 'paid' }, { status: 'paid' }, [])
    expect(compileCondition(status.changedTo('paid')).explain(unchanged)).toMatchObject({
      holds: false,
      changed: false,
    })
  })

  it('R23 says of a comparison across kinds why it counts as not true, and tells nobody else', () => {
    const told: MismatchReport[] = []
    const condition = compileCondition(status.greaterThan(5), { onMismatch: (report) => told.push(report) })
    const expected = expect.stringContaining('cannot compare with 5')
    expect(condition.explain(update)).toMatchObject({ holds: false, mismatch: expected })
    expect(condition.explain(update)).toMatchObject({ holds: false, mismatch: expected })
    expect(told).toEqual([])
  })

  it('of what becomes true shows both sides', () => {
    const condition = becomesTrue(compileCondition(status.equals('paid')))
    expect(condition.explain(update)).toMatchObject({
      kind: 'becomes-true',
      holds: true,
      now: { holds: true, found: 'paid' },
      before: { holds: false, found: 'new' },
    })
    expect(condition.explain(updateOf({ status: 'paid' }, { status: 'paid' }, []))).toMatchObject({ holds: false })
    expect(condition.explain(insertOf({ status: 'paid' }))).not.toHaveProperty('before')
  })
})
