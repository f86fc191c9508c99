import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { when } from '../condition/when.ts'
import { createTriggers } from '../engine/triggers.ts'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import type { TriggerDefinition } from '../trigger/trigger-definition.ts'

const tables = [defineTable('orders', { id: 'integer', total: 'decimal', any: 'unknown' })]

beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined)
})
afterEach(() => {
  vi.restoreAllMocks()
})

function setUp() {
  const triggers = createTriggers()
  new MemoryDatabase({ tables }).connect(triggers)
  const register = (definition: Partial<TriggerDefinition>): void =>
    triggers.register('orders', { name: 'rule', events: ['afterUpdate'], actions: [], ...definition })
  const meet = (record: object) => triggers.execute('afterUpdate', { table: 'orders', record: { id: 1, ...record } })
  const found = (): unknown[] =>
    triggers.check().flatMap(({ code, trigger, path }) => (code === 'KIND_MISMATCH' ? [[trigger, path]] : []))
  return { triggers, register, meet, found }
}

it('R23 tells of one place once, however many writes met it, and whether or not it was known beforehand', async () => {
  const { register, meet, found } = setUp()
  const total = when.field('total').greaterThan('a lot')
  register({ events: ['beforeUpdate', 'afterUpdate'], condition: when.or(total, when.field('any').greaterThan(5)) })
  expect(found()).toEqual([['rule', 'condition.or[0].value']])
  for (const record of [{ total: 1 }, { total: '1' }, { any: 'x' }, { any: true }]) await meet(record)
  expect(found()).toEqual([
    ['rule', 'condition.or[0].value'],
    ['rule', 'condition.or[1].value'],
  ])
})

it('R23 tells of a comparison no longer than it is there', async () => {
  const { triggers, register, meet, found } = setUp()
  const wrong = { condition: when.field('any').greaterThan(5) }
  register(wrong)
  await meet({ any: 'x' })
  expect(found()).toEqual([['rule', 'condition.value']])
  register({ ...wrong, description: 'as wrong as before' })
  expect(found()).toEqual([['rule', 'condition.value']])
  register({ condition: when.field('any').greaterThan('5') })
  expect(found()).toEqual([])
  register(wrong)
  expect(found()).toEqual([['rule', 'condition.value']])
  triggers.unregister('orders', 'rule')
  expect(found()).toEqual([])
})
