import { describe, expect, it } from 'vitest'
import type { ActionDefinition } from '../action/action-definition.ts'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import { Trigger } from '../trigger/trigger.ts'
import type { TableTriggerDefinition } from '../trigger/trigger-definition.ts'
import { createTriggers, type Triggers } from './triggers.ts'

const tables = [
  defineTable('orders', { id: 'integer', status: 'string', total: 'decimal' }),
  defineTable('audit', { id: 'integer', orderId: 'integer' }),
]
const condition = Trigger.when.or(
  Trigger.when.field('record.status').equals('paid'),
  Trigger.when.field('record.total').greaterThan(100),
)

interface Scene {
  triggers: Triggers
  database: MemoryDatabase
  fired: unknown[]
}

function start(more: Partial<TableTriggerDefinition>, change: (action: ActionDefinition) => ActionDefinition): Scene {
  const triggers = createTriggers()
  const database = new MemoryDatabase({ tables }).connect(triggers)
  const fired: unknown[] = []
  const see = Trigger.custom(({ event, record, records, count }) => {
    fired.push(count === undefined ? [event, record.id] : [count, (records as { id: number }[]).map(({ id }) => id)])
  })
  triggers.register('orders', {
    name: 'becomes',
    events: ['afterWrite'],
    condition,
    fire: 'becomes-true',
    actions: [change(see)],
    ...more,
  })
  return { triggers, database, fired }
}

const phases: [string, Partial<TableTriggerDefinition>, (action: ActionDefinition) => ActionDefinition, string][] = [
  ['before', { events: ['beforeWrite'] }, (action) => action, 'before'],
  ['in the transaction', {}, (action) => ({ ...action, phase: 'transaction' }), 'after'],
  ['after the commit', {}, (action) => action, 'after'],
  ['after the commit, each Change', { per: 'change' }, (action) => action, 'after'],
]

describe('fire: becomes-true', () => {
  it.each(phases)('%s: fires when the whole turns true, and not again', async (_name, more, change, prefix) => {
    const { database, fired } = start(more, change)
    await database.create('orders', [
      { id: 1, status: 'new', total: '1' },
      { id: 2, status: 'paid', total: '1' },
    ])
    expect(fired).toEqual([[`${prefix}Insert`, 2]])
    fired.length = 0
    await database.change('orders', {}, { $set: { total: '100.5' } })
    expect(fired).toEqual([[`${prefix}Update`, 1]])
    await database.change('orders', {}, { $set: { status: 'paid' } })
    await database.remove('orders', {})
    expect(fired).toHaveLength(1)
  })

  it('by hand: says that it does not become true, and no deletion lists it', async () => {
    const { triggers } = start({}, (action) => action)
    const record = { id: 1, status: 'paid', total: '200' }
    const input = { table: 'orders', record, previousRecord: { ...record, total: '101' } }
    const report = await triggers.execute('afterUpdate', input)
    expect(report.triggers).toMatchObject([
      { status: 'skipped', because: 'condition', reason: 'its condition does not become true' },
    ])
    expect(triggers.getTriggersForEvent('orders', 'afterUpdate')).toHaveLength(1)
    expect(triggers.getTriggersForEvent('orders', 'afterDelete')).toEqual([])
    expect((await triggers.execute('afterDelete', { table: 'orders', record })).triggers).toEqual([])
  })

  it('a before-trigger sees what those before it have set', async () => {
    const { triggers, database, fired } = start({ events: ['beforeUpdate'] }, (action) => action)
    await database.create('orders', { id: 1, status: 'new', total: '1' })
    triggers.register('orders', {
      name: 'pay',
      priority: 1,
      events: ['beforeUpdate'],
      actions: [Trigger.record.set({ status: 'paid' })],
    })
    await database.change('orders', { id: 1 }, { $set: { total: '2' } })
    expect(fired).toEqual([['beforeUpdate', 1]])
  })

  it('R30 after the commit it is asked of the net Change', async () => {
    const { database, fired } = start({}, (action) => action)
    await database.create('orders', [
      { id: 1, status: 'new', total: '1' },
      { id: 2, status: 'paid', total: '1' },
    ])
    fired.length = 0
    await database.inTransaction(async (connection) => {
      await database.change('orders', { id: 1 }, { $set: { status: 'paid' } }, connection)
      await database.change('orders', { id: 1 }, { $set: { status: 'new' } }, connection)
      await database.change('orders', { id: 2 }, { $set: { status: 'new' } }, connection)
      await database.change('orders', { id: 2 }, { $set: { status: 'paid', total: '2' } }, connection)
    })
    expect(fired).toEqual([])
    await database.inTransaction(async (connection) => {
      await database.change('orders', { id: 1 }, { $set: { total: '2' } }, connection)
      await database.change('orders', { id: 1 }, { $set: { status: 'paid' } }, connection)
      await database.remove('orders', { id: 2 }, connection)
      await database.create('orders', { id: 2, status: 'paid', total: '3' }, connection)
      await database.create('orders', { id: 3, status: 'new', total: '1' }, connection)
      await database.change('orders', { id: 3 }, { $set: { status: 'paid' } }, connection)
    })
    expect(fired).toEqual([
      ['afterUpdate', 1],
      ['afterInsert', 3],
    ])
  })

  it.each(['transaction', 'commit'] as const)('R32 once per Write, with the rows that turned (%s)', async (phase) => {
    const { database, fired } = start({ forEach: 'write' }, (action) => ({ ...action, phase }))
    await database.create('orders', [
      { id: 1, status: 'new', total: '1' },
      { id: 2, status: 'new', total: '200' },
      { id: 3, status: 'new', total: '1' },
    ])
    expect(fired).toEqual([[1, [2]]])
    await database.change('orders', {}, { $set: { status: 'paid' } })
    expect(fired.slice(1)).toEqual([[2, [1, 3]]])
  })

  it('execute asks it as well; without a previous record it has to hold', async () => {
    const { triggers, fired } = start({}, (action) => action)
    const record = { id: 1, status: 'paid', total: '1' }
    await triggers.execute('afterUpdate', { table: 'orders', record, previousRecord: { ...record, status: 'new' } })
    await triggers.execute('afterUpdate', { table: 'orders', record, previousRecord: { ...record, total: '2' } })
    await triggers.execute('afterDelete', { table: 'orders', record })
    expect(fired).toEqual([['afterUpdate', 1]])
    await triggers.execute('afterUpdate', { table: 'orders', record })
    expect(fired).toHaveLength(2)
  })
})
