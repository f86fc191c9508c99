import { describe, expect, it } from 'vitest'
import type { EvaluationContext } from '../context/trigger-context.ts'
import { compileCondition } from './compile-condition.ts'
import type { FieldCondition } from './condition-definition.ts'
import { deleteOf, insertOf, updateOf } from './sample-context.ts'
import { when } from './when.ts'

const holds = (
  condition: FieldCondition,
  context: EvaluationContext,
  kinds: Record<string, 'json' | 'decimal' | 'string'> = {},
): boolean => compileCondition(condition, { kindOf: (path) => kinds[path] }).test(context)
const status = when.field('record.status')
const total = when.field('record.total')

describe('change operators', () => {
  it('R24 on insert CHANGED is true of every given field', () => {
    const context = insertOf({ status: 'new', total: null, id: 1 }, ['status', 'total'])
    expect(holds(status.changed(), context)).toBe(true)
    expect(holds(total.changed(), context)).toBe(true)
    expect(holds(when.field('id').changed(), context)).toBe(false)
    expect(holds(when.field('id').notChanged(), context)).toBe(true)
  })

  it('R24 on insert CHANGED_TO is: given and equal', () => {
    const context = insertOf({ status: 'new', id: 1 }, ['status'])
    expect(holds(status.changedTo('new'), context)).toBe(true)
    expect(holds(status.changedTo('paid'), context)).toBe(false)
    expect(holds(when.field('id').changedTo(1), context)).toBe(false)
  })

  it('R24 on insert CHANGED_FROM and previousRecord are nothing', () => {
    const context = insertOf({ status: 'new' })
    for (const value of ['new', null]) expect(holds(status.changedFrom(value), context)).toBe(false)
    expect(holds(when.field('previousRecord.status').isNull(), context)).toBe(true)
    expect(holds(when.field('previousRecord.status').equals('new'), context)).toBe(false)
  })

  it('R24 on update they follow changedFields', () => {
    const context = updateOf({ status: 'new', total: 1 }, { status: 'paid', total: 1 }, ['status'])
    expect(holds(status.changed(), context)).toBe(true)
    expect(holds(total.changed(), context)).toBe(false)
    expect(holds(status.changedTo('paid'), context)).toBe(true)
    expect(holds(total.changedTo(1), context)).toBe(false)
    expect(holds(status.changedFrom('new'), context)).toBe(true)
    expect(holds(status.changedFrom('old'), context)).toBe(false)
    expect(holds(total.notChanged(), context)).toBe(true)
  })

  it('R24 a delete changes nothing', () => {
    expect(holds(status.changed(), deleteOf({ status: 'paid' }))).toBe(false)
    expect(holds(status.notChanged(), deleteOf({ status: 'paid' }))).toBe(true)
  })

  it('R22 CHANGED_TO and CHANGED_FROM compare by kind', () => {
    const kinds = { 'record.total': 'decimal' } as const
    const context = updateOf({ total: '9.50' }, { total: '10.00' }, ['total'])
    expect(holds(total.changedTo(10), context, kinds)).toBe(true)
    expect(holds(total.changedFrom(9.5), context, kinds)).toBe(true)
  })

  it('knows embedded columns, their group, and places in a JSON column', () => {
    const context = updateOf(
      { address: { city: 'A' }, meta: { tags: ['x'], size: 1 } },
      { address: { city: 'B' }, meta: { tags: ['x'], size: 2 } },
      ['address.city', 'meta'],
    )
    expect(holds(when.field('record.address').changed(), context)).toBe(true)
    expect(holds(when.field('record.address.city').changed(), context)).toBe(true)
    expect(holds(when.field('record.address.zip').changed(), context)).toBe(false)
    expect(holds(when.field('record.addr').changed(), context)).toBe(false)
    expect(holds(when.field('record.meta.size').changed(), context)).toBe(true)
    expect(holds(when.field('record.meta.tags').changed(), context)).toBe(false)
    expect(holds(when.field('record.meta.size').changedTo(2), context)).toBe(true)
    const inserted = insertOf({ meta: { size: 1 } })
    expect(holds(when.field('record.meta.size').changed(), inserted)).toBe(true)
    expect(holds(when.field('record.meta.tags').changed(), inserted)).toBe(false)
  })
})
