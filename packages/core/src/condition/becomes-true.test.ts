import { describe, expect, it } from 'vitest'
import { becomesTrue } from './becomes-true.ts'
import { compileCondition } from './compile-condition.ts'
import { deleteOf, insertOf, updateOf } from './sample-context.ts'
import { when } from './when.ts'

const isPaid = when.field('record.status').equals('paid')
const isLarge = when.field('record.total').greaterThan(100)
const fires = (condition: typeof isPaid | ReturnType<typeof when.or>, previous: object, record: object): boolean =>
  becomesTrue(compileCondition(condition)).test(updateOf({ ...previous }, { ...record }, []))

describe('a condition that becomes true', () => {
  it('held not before and holds now', () => {
    expect(fires(isPaid, { status: 'new' }, { status: 'paid' })).toBe(true)
    expect(fires(isPaid, { status: 'paid' }, { status: 'paid' })).toBe(false)
    expect(fires(isPaid, { status: 'paid' }, { status: 'new' })).toBe(false)
    expect(fires(isPaid, { status: 'new' }, { status: 'new' })).toBe(false)
  })

  it('with or: when the whole was false before, never twice', () => {
    const either = when.or(isPaid, isLarge)
    expect(fires(either, { status: 'new', total: 1 }, { status: 'new', total: 200 })).toBe(true)
    expect(fires(either, { status: 'new', total: 200 }, { status: 'paid', total: 200 })).toBe(false)
    expect(fires(either, { status: 'new', total: 1 }, { status: 'paid', total: 200 })).toBe(true)
    expect(fires(either, { status: 'paid', total: 1 }, { status: 'new', total: 200 })).toBe(false)
  })

  it('with not, and with and', () => {
    expect(fires(when.not(isPaid), { status: 'paid' }, { status: 'new' })).toBe(true)
    const both = when.and(isPaid, isLarge)
    expect(fires(both, { status: 'paid', total: 1 }, { status: 'paid', total: 200 })).toBe(true)
    expect(fires(both, { status: 'paid', total: 200 }, { status: 'paid', total: 300 })).toBe(false)
  })

  it('asks placeholders of the same record as the field', () => {
    const isOver = when.field('record.total').greaterThan('{{record.limit}}')
    expect(fires(isOver, { total: 5, limit: 9 }, { total: 5, limit: 3 })).toBe(true)
    expect(fires(isOver, { total: 5, limit: 3 }, { total: 9, limit: 3 })).toBe(false)
  })

  it('on insert it holds, on delete it never does', () => {
    const { test } = becomesTrue(compileCondition(isPaid))
    expect(test(insertOf({ status: 'paid' }))).toBe(true)
    expect(test(insertOf({ status: 'new' }))).toBe(false)
    expect(test(deleteOf({ status: 'paid' }))).toBe(false)
    expect(test({ ...deleteOf({ status: 'paid' }), previousRecord: { status: 'new' }, soft: true })).toBe(false)
  })

  it('reads what it reads of both records', () => {
    const { paths, readsPrevious } = becomesTrue(compileCondition(when.or(isPaid, when.field('user.id').equals(1))))
    expect(paths).toEqual(['record.status', 'user.id', 'previousRecord.status'])
    expect(readsPrevious).toBe(true)
  })
})
