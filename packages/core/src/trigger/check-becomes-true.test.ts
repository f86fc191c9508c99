import { describe, expect, it } from 'vitest'
import { normalizeTrigger } from './normalize-trigger.ts'
import { problemsOf } from './problems-of.ts'
import { Trigger } from './trigger.ts'

const { when } = Trigger
const base = {
  name: 't',
  tables: ['orders'],
  events: ['afterWrite'],
  condition: when.field('record.status').equals('paid'),
  actions: [Trigger.log.info('x')],
  fire: 'becomes-true',
}

describe('fire: becomes-true', () => {
  it('is kept, with conditions on the row and on what is the same before and after', () => {
    const condition = when.or(base.condition, when.not(when.field('user.role').equals('admin')))
    expect(normalizeTrigger({ ...base, condition }, { origin: 'code' }).fire).toBe('becomes-true')
  })

  it('needs a condition', () => {
    const { condition: _, ...without } = base
    for (const definition of [without, { ...without, condition: null }]) {
      expect(problemsOf(definition)).toEqual([
        'fire: "becomes-true" needs a condition that can become true: give one, or use "always"',
      ])
    }
    expect(problemsOf({ ...base, condition: { field: 'record.status' } })).toHaveLength(1)
  })

  it('refuses events that leave no row', () => {
    expect(problemsOf({ ...base, events: ['beforeDelete', 'afterInsert', 'afterDelete'] })).toEqual([
      'fire: "becomes-true" never fires at beforeDelete, afterDelete: a deleted row becomes nothing. ' +
        'Leave the event out, or use "always"',
    ])
  })

  it('refuses what cannot be asked of the previous record, all at once and with a remedy', () => {
    const condition = when.and(
      when.or(when.field('status').changedTo('paid'), when.field('status').changedFrom('new')),
      when.not(when.field('total').changed()),
      when.field('previousRecord.total').greaterThan(1),
      when.field('total').greaterThan('{{previousRecord.total}}'),
      when.field('input.avatar').isNotNull(),
      when.field('operation').equals('update'),
    )
    const problems = problemsOf({ ...base, condition })
    expect(problems.map((problem) => problem.slice(0, problem.indexOf(': ')))).toEqual([
      'condition.and[0].or[0].operator',
      'condition.and[0].or[1].operator',
      'condition.and[1].not.operator',
      'condition.and[2].field',
      'condition.and[3].value',
      'condition.and[4].field',
      'condition.and[5].field',
    ])
    expect(problems[0]).toContain('CHANGED_TO cannot be asked of the previous record')
    expect(problems[0]).toContain('write EQUALS')
    expect(problems[3]).toContain('Then look at "record.total"')
    expect(problems[5]).toContain('Then look at "record.avatar"')
    expect(problems[6]).toContain('Then leave it out')
  })
})
