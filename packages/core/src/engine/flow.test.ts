import { describe, expect, it } from 'vitest'
import type { ActionDefinition } from '../action/action-definition.ts'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import { Trigger } from '../trigger/trigger.ts'
import type { EngineOptions } from './engine-options.ts'
import { createTriggers, type Triggers } from './triggers.ts'

const orders = defineTable(
  'orders',
  { id: 'integer', status: 'string', total: 'decimal', secret: 'string' },
  { hidden: ['secret'] },
)
const audit = defineTable('audit', { id: 'integer', orderId: 'integer', was: 'string', now: 'string' })

interface Seen {
  event: string
  record: object
  previousRecord?: object
  changedFields: readonly string[]
}

interface Scene {
  triggers: Triggers
  database: MemoryDatabase
  seen: Seen[]
  see: ActionDefinition
  errors: Error[]
}

function start(options: EngineOptions = {}): Scene {
  const errors: Error[] = []
  const triggers = createTriggers({ onError: (error) => errors.push(error), ...options })
  const database = new MemoryDatabase({ tables: [orders, audit] }).connect(triggers)
  const seen: Seen[] = []
  const see = Trigger.custom(({ event, record, previousRecord, changedFields }) => {
    seen.push({
      event,
      record: { ...record },
      previousRecord: previousRecord && { ...previousRecord },
      changedFields: [...changedFields],
    })
  })
  return { triggers, database, seen, see, errors }
}

describe('the flow of a write', () => {
  it('tells an after-trigger the whole truth of each row', async () => {
    const { triggers, database, seen, see } = start()
    triggers.register('orders', { name: 'see', events: ['afterWrite'], actions: [see] })
    await database.create('orders', { id: 1, status: 'new', total: '10.50' })
    await database.change('orders', { id: 1 }, { $set: { status: 'paid' } })
    await database.remove('orders', { id: 1 })
    expect(seen).toEqual([
      {
        event: 'afterInsert',
        record: { id: 1, status: 'new', total: '10.50' },
        changedFields: ['id', 'status', 'total'],
      },
      {
        event: 'afterUpdate',
        record: { id: 1, status: 'paid', total: '10.50' },
        previousRecord: { id: 1, status: 'new', total: '10.50' },
        changedFields: ['status'],
      },
      {
        event: 'afterDelete',
        record: { id: 1, status: 'paid', total: '10.50' },
        previousRecord: { id: 1, status: 'paid', total: '10.50' },
        changedFields: [],
      },
    ])
  })

  it('R28 rejects the whole Write with that very error, and nothing after it fires', async () => {
    const { triggers, database, seen, see, errors } = start()
    const error = new Error('no')
    triggers.register('orders', {
      name: 'block',
      events: ['beforeInsert'],
      actions: [
        Trigger.custom(({ record }) => {
          if (record.total === 2) throw error
        }),
      ],
    })
    triggers.register('orders', { name: 'see', events: ['afterInsert'], actions: [see] })
    await expect(database.create('orders', [{ total: 1 }, { total: 2 }])).rejects.toBe(error)
    expect(database.rows('orders')).toEqual([])
    expect(seen).toEqual([])
    expect(errors).toHaveLength(1)
  })

  it('R28 skip drops one row', async () => {
    const { triggers, database } = start()
    triggers.register('orders', {
      name: 'drop',
      events: ['beforeInsert'],
      condition: Trigger.when.field('record.total').equals(2),
      actions: [Trigger.record.skip()],
    })
    await database.create('orders', [
      { id: 1, total: 1 },
      { id: 2, total: 2 },
    ])
    expect(database.rows('orders').map((row) => row.id)).toEqual([1])
  })

  it('alters each row of a bulk update its own way', async () => {
    const { triggers, database } = start()
    await database.create('orders', [
      { id: 1, total: 1 },
      { id: 2, total: 2 },
    ])
    triggers.register('orders', {
      name: 'alter',
      events: ['beforeUpdate'],
      actions: [
        Trigger.custom(({ record, set }) => {
          set({ status: `s${String(record.id)}` })
        }),
      ],
    })
    await database.change('orders', {}, { $inc: { total: 10 } })
    expect(database.rows('orders')).toEqual([
      { id: 1, total: 11, status: 's1' },
      { id: 2, total: 12, status: 's2' },
    ])
  })

  it('runs database actions in the transaction of the write, and undoes both together', async () => {
    const { triggers, database } = start()
    triggers.register('orders', {
      name: 'audit',
      events: ['afterUpdate'],
      actions: [
        Trigger.database.insert('audit', {
          orderId: '{{record.id}}',
          was: '{{previousRecord.status}}',
          now: '{{record.status}}',
        }),
      ],
    })
    await database.create('orders', { id: 1, status: 'new' })
    await database.change('orders', { id: 1 }, { $set: { status: 'paid' } })
    expect(database.rows('audit')).toMatchObject([{ orderId: 1, was: 'new', now: 'paid' }])
    triggers.register('audit', {
      name: 'full',
      events: ['beforeInsert'],
      actions: [Trigger.record.reject('audit is full')],
    })
    await expect(database.change('orders', { id: 1 }, { $set: { status: 'shipped' } })).rejects.toThrow(/audit is full/)
    expect(database.rows('orders')).toMatchObject([{ status: 'paid' }])
    expect(database.rows('audit')).toHaveLength(1)
  })

  it('R7 what a rolled-back savepoint collected is gone, what is outside it stays', async () => {
    const { triggers, database, seen, see } = start()
    triggers.register('orders', { name: 'see', events: ['afterInsert'], actions: [see] })
    await database.inTransaction(async (connection) => {
      await database.create('orders', { id: 1 }, connection)
      await database
        .transaction(connection, {}, async () => {
          await database.create('orders', { id: 2 }, connection)
          throw new Error('undo')
        })
        .catch(() => undefined)
      await database.create('orders', { id: 3 }, connection)
      expect(seen).toEqual([])
    })
    expect(seen.map(({ record }) => (record as { id: number }).id)).toEqual([1, 3])
  })

  it('R30 sees the net Change of each row at the commit', async () => {
    const { triggers, database, seen, see } = start()
    triggers.register('orders', { name: 'see', events: ['afterWrite'], actions: [see] })
    await database.create('orders', { id: 9, status: 'old' })
    seen.length = 0
    await database.inTransaction(async (connection) => {
      await database.create('orders', { id: 1, status: 'a' }, connection)
      await database.change('orders', { id: 1 }, { $set: { status: 'b' } }, connection)
      await database.create('orders', { id: 2 }, connection)
      await database.remove('orders', { id: 2 }, connection)
      await database.remove('orders', { id: 9 }, connection)
      await database.create('orders', { id: 9, status: 'new' }, connection)
    })
    expect(seen).toMatchObject([
      { event: 'afterInsert', record: { id: 1, status: 'b' } },
      {
        event: 'afterUpdate',
        record: { id: 9, status: 'new' },
        previousRecord: { id: 9, status: 'old' },
        changedFields: ['status'],
      },
    ])
  })

  it('R30 a trigger on updates alone does not see an insert that was updated in its transaction', async () => {
    const { triggers, database, seen, see } = start()
    triggers.register('orders', { name: 'see', events: ['afterUpdate'], actions: [see] })
    await database.inTransaction(async (connection) => {
      await database.create('orders', { id: 1, status: 'a' }, connection)
      await database.change('orders', { id: 1 }, { $set: { status: 'b' } }, connection)
    })
    expect(seen).toEqual([])
  })

  it('R30 what an in-transaction action does to the same row comes after what fired it', async () => {
    const { triggers, database, seen, see } = start()
    await database.create('orders', { id: 1, status: 'new', total: 0 })
    triggers.register('orders', {
      name: 'settle',
      events: ['afterUpdate'],
      condition: Trigger.when.field('record.status').equals('new'),
      actions: [Trigger.database.update('orders', { status: 'settled' }, { id: '{{record.id}}' })],
    })
    triggers.register('orders', { name: 'see', events: ['afterUpdate'], actions: [see] })
    await database.change('orders', { id: 1 }, { $set: { total: 1 } })
    expect(seen).toMatchObject([
      { record: { status: 'settled', total: 1 }, previousRecord: { status: 'new', total: 0 } },
    ])
  })

  it('R24 an update that changes no column is no after-Change', async () => {
    const { triggers, database, seen, see } = start()
    await database.create('orders', { id: 1, total: '10.50' })
    triggers.register('orders', { name: 'see', events: ['afterUpdate'], actions: [see] })
    await database.change('orders', { id: 1 }, { $set: { total: 10.5 } })
    expect(seen).toEqual([])
  })

  it('R35 names the chain when triggers lead to one another for ever', async () => {
    const { triggers, database } = start({ maxDepth: 3 })
    triggers.register('audit', {
      name: 'again',
      events: ['afterInsert'],
      actions: [Trigger.database.insert('audit', { now: 'x' })],
    })
    await expect(database.create('audit', { now: 'x' })).rejects.toThrow(/again → again → again/)
    expect(database.rows('audit')).toEqual([])
  })

  it('R36 without switches off the named triggers only', async () => {
    const { triggers, database, seen, see } = start()
    triggers.register('orders', { name: 'one', events: ['afterInsert'], actions: [see] })
    triggers.register('orders', { name: 'two', events: ['afterInsert'], actions: [see] })
    await triggers.without({ tags: ['one'], reason: 'test' }, () => database.create('orders', { id: 1 }))
    expect(seen).toHaveLength(1)
    await triggers.without({ reason: 'test' }, () => database.create('orders', { id: 2 }))
    expect(seen).toHaveLength(1)
  })

  it('R38 a Write in flight keeps the Plan that it began with', async () => {
    const { triggers, database, seen, see } = start()
    triggers.register('orders', {
      name: 'swap',
      events: ['beforeInsert'],
      actions: [Trigger.custom(() => void triggers.unregister('orders', 'see'))],
    })
    triggers.register('orders', { name: 'see', events: ['afterInsert'], actions: [see] })
    await database.create('orders', { id: 1 })
    expect(seen).toHaveLength(1)
    await database.create('orders', { id: 2 })
    expect(seen).toHaveLength(1)
  })

  it('R19 hidden columns are in no record, and reached by their explicit path', async () => {
    const { triggers, database, seen, see } = start()
    triggers.register('orders', { name: 'see', events: ['afterInsert'], actions: [see] })
    triggers.register('orders', {
      name: 'explicit',
      events: ['afterInsert'],
      actions: [Trigger.database.insert('audit', { was: '{{record.secret}}' })],
    })
    await database.create('orders', { id: 1, secret: 'x' })
    expect(JSON.stringify(seen)).not.toContain('secret":')
    expect(database.rows('audit')).toMatchObject([{ was: 'x' }])
  })

  it('R21 own tables never fire', async () => {
    const triggers = createTriggers()
    const database = new MemoryDatabase({ tables: [defineTable('triggerkit_jobs', { id: 'integer' })] }).connect(
      triggers,
    )
    let fired = 0
    triggers.register('*', { name: 'all', events: ['afterInsert'], actions: [Trigger.custom(() => void fired++)] })
    await database.create('triggerkit_jobs', { id: 1 })
    expect(fired).toBe(0)
  })

  it('R32 forEach write runs once with the rows that met the condition', async () => {
    const { triggers, database } = start()
    const counts: unknown[] = []
    triggers.register('orders', {
      name: 'bulk',
      events: ['afterInsert'],
      forEach: 'write',
      condition: Trigger.when.field('record.total').greaterThan(1),
      actions: [
        Trigger.custom(
          ({ records, count }) => void counts.push([count, (records as { id: number }[]).map(({ id }) => id)]),
        ),
      ],
    })
    await database.create('orders', [
      { id: 1, total: 1 },
      { id: 2, total: 2 },
      { id: 3, total: 3 },
    ])
    expect(counts).toEqual([[2, [2, 3]]])
  })

  it('R33 refuses more pending external actions than the limit before the commit', async () => {
    const { triggers, database } = start({ maxPendingActions: 2 })
    triggers.register('orders', { name: 'log', events: ['afterInsert'], actions: [Trigger.custom(() => undefined)] })
    await expect(
      database.inTransaction((connection) => database.create('orders', [{ id: 1 }, { id: 2 }, { id: 3 }], connection)),
    ).rejects.toThrow(/queued|forEach/)
    expect(database.rows('orders')).toEqual([])
  })

  it('R34 a failed action stops its trigger only, and onError hears of it', async () => {
    const { triggers, database, seen, see, errors } = start()
    triggers.register('orders', {
      name: 'fails',
      events: ['afterInsert'],
      actions: [
        Trigger.custom(() => {
          throw new Error('boom')
        }),
        see,
      ],
    })
    triggers.register('orders', { name: 'see', events: ['afterInsert'], actions: [see] })
    await database.create('orders', { id: 1 })
    expect(seen).toHaveLength(1)
    expect(errors).toHaveLength(1)
    expect(errors[0]!.message).toMatch(/fails.*boom/s)
  })

  it('async actions are tracked by drain', async () => {
    const { triggers, database } = start()
    let done = false
    triggers.register('orders', {
      name: 'later',
      events: ['afterInsert'],
      actions: [
        {
          ...Trigger.custom(async () => {
            await new Promise((resolve) => setTimeout(resolve, 20))
            done = true
          }),
          timing: 'async',
        },
      ],
    })
    await database.create('orders', { id: 1 })
    expect(done).toBe(false)
    await triggers.drain()
    expect(done).toBe(true)
  })
})
