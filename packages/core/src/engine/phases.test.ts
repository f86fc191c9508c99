import { describe, expect, it, vi } from 'vitest'
import type { Capabilities } from '../adapter/capabilities.ts'
import { defineTable } from '../testing/define-table.ts'
import type { MemoryConnection } from '../testing/memory-connection.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import { Trigger } from '../trigger/trigger.ts'
import type { EngineOptions } from './engine-options.ts'
import { createTriggers, type Triggers } from './triggers.ts'

const tables = [
  defineTable('orders', { id: 'integer', status: 'string', total: 'integer' }),
  defineTable('audit', { id: 'integer', orderId: 'integer', note: 'string' }),
]

interface Scene {
  triggers: Triggers
  database: MemoryDatabase
  errors: Error[]
}

function start(options: EngineOptions = {}, capabilities: Partial<Capabilities> = {}): Scene {
  const errors: Error[] = []
  const triggers = createTriggers({ onError: (error) => errors.push(error), ...options })
  return { triggers, database: new MemoryDatabase({ tables, capabilities }).connect(triggers), errors }
}

const audit = Trigger.database.insert('audit', { orderId: '{{record.id}}' })
const many = (count: number): { id: number }[] => Array.from({ length: count }, (_, index) => ({ id: index + 1 }))

describe('phases', () => {
  it('R6 after-commit actions run outside the transaction, in-transaction ones inside', async () => {
    const { triggers, database } = start()
    const handles: unknown[] = []
    const see = Trigger.custom(({ db }) => void handles.push((db as { connection: unknown }).connection))
    triggers.register('orders', {
      name: 'see',
      events: ['afterInsert'],
      actions: [{ ...see, phase: 'transaction' }, see],
    })
    await database.create('orders', { id: 1 })
    expect(handles).toEqual([expect.anything(), undefined])
  })

  it('R29 runs a trigger’s actions in their order, each seeing the results before it', async () => {
    const { triggers, database } = start()
    const seen: unknown[] = []
    triggers.register('orders', {
      name: 'chain',
      events: ['afterInsert'],
      actions: [
        { ...Trigger.custom(() => 7), name: 'first' },
        { ...Trigger.custom(({ actions }) => void seen.push(actions)), name: 'second' },
      ],
    })
    await database.create('orders', { id: 1 })
    expect(seen).toMatchObject([{ first: { result: 7 } }])
  })

  it('R29 check warns where the listed order differs from the order of the phases', () => {
    const { triggers } = start()
    triggers.register('orders', { name: 'mixed', events: ['afterInsert'], actions: [Trigger.log.info('x'), audit] })
    expect(triggers.check()).toContainEqual(expect.objectContaining({ code: 'ORDER_DIFFERS', trigger: 'mixed' }))
  })

  it('R31 an audit row for each of 2,500 rows is a few multi-row inserts', async () => {
    const { triggers, database } = start()
    triggers.register('orders', { name: 'audit', events: ['afterInsert'], actions: [audit] })
    const insert = vi.spyOn(database, 'insert')
    await database.create('orders', many(2_500))
    expect(database.rows('audit')).toHaveLength(2_500)
    expect(insert.mock.calls.length).toBeLessThanOrEqual(3)
  })

  it('R31 halves a failing set with continueOnError until the culprit is alone', async () => {
    const { triggers, database, errors } = start()
    triggers.register('orders', {
      name: 'audit',
      events: ['afterInsert'],
      actions: [{ ...audit, continueOnError: true }],
    })
    triggers.register('audit', {
      name: 'not-three',
      events: ['beforeInsert'],
      condition: Trigger.when.field('record.orderId').equals(3),
      actions: [Trigger.record.reject('not three')],
    })
    await database.create('orders', many(6))
    expect(database.rows('orders')).toHaveLength(6)
    expect(database.rows('audit').map((row) => row.orderId)).toEqual([1, 2, 4, 5, 6])
    expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining('not three')])
  })

  it('R16 a Write beyond the batch size goes in batches of one transaction', async () => {
    const { triggers, database } = start({ batchSize: 10 })
    await database.create('orders', many(25))
    const sizes: number[] = []
    const write = vi.spyOn(database, 'transaction')
    triggers.register('orders', {
      name: 'see',
      events: ['afterUpdate'],
      actions: [Trigger.database.insert('audit', { orderId: '{{record.id}}' })],
    })
    const insert = vi.spyOn(database, 'insert').mockImplementation(async (_handle, _table, rows) => {
      sizes.push(rows.length)
      return rows
    })
    await database.change('orders', {}, { $set: { status: 'x' } })
    expect(sizes).toEqual([10, 10, 5])
    expect(write.mock.calls.filter(([handle]) => handle === undefined)).toHaveLength(1)
    insert.mockRestore()
  })

  it('R4 a Write that fails in the caller’s transaction is undone whole, and the caller goes on', async () => {
    const { triggers, database } = start()
    triggers.register('orders', {
      name: 'second',
      events: ['afterInsert'],
      condition: Trigger.when.field('record.id').equals(2),
      actions: [{ ...Trigger.custom(() => Promise.reject(new Error('no'))), phase: 'transaction' }],
    })
    await database.inTransaction(async (connection) => {
      await expect(database.create('orders', many(2), connection)).rejects.toThrow('no')
      await database.create('orders', { id: 9 }, connection)
    })
    expect(database.rows('orders').map(({ id }) => id)).toEqual([9])
  })

  it('R4 what a before-action with continueOnError has written is undone when it fails, and the Write goes on', async () => {
    const { triggers, database } = start()
    const half = Trigger.custom(async ({ db }) => {
      await database.create('audit', { orderId: 1 }, db as MemoryConnection)
      throw new Error('half done')
    })
    triggers.register('orders', {
      name: 'half',
      events: ['beforeInsert'],
      actions: [{ ...half, continueOnError: true }, Trigger.database.insert('audit', { orderId: 2 })],
    })
    await database.create('orders', { id: 1 })
    expect(database.rows('orders')).toHaveLength(1)
    expect(database.rows('audit')).toMatchObject([{ orderId: 2 }])
  })

  it('R10 without transactions a rejected write writes nothing, and check says what falls', async () => {
    const { triggers, database } = start({}, { transactions: false, savepoints: false })
    triggers.register('orders', { name: 'no', events: ['beforeInsert'], actions: [Trigger.record.reject('no')] })
    await expect(database.create('orders', { id: 1 })).rejects.toThrow('no')
    expect(database.rows('orders')).toEqual([])
    expect(triggers.check()).toContainEqual(expect.objectContaining({ code: 'NO_TRANSACTIONS', severity: 'warning' }))
  })

  it('R3 runs before-triggers again when the transaction has to be repeated', async () => {
    const { triggers, database } = start()
    let attempts = 0
    triggers.register('orders', {
      name: 'flaky',
      events: ['beforeInsert'],
      actions: [
        Trigger.custom(() => {
          if (attempts++ === 0) throw Object.assign(new Error('deadlock'), { code: '40P01' })
        }),
      ],
    })
    await database.create('orders', { id: 1 })
    expect(attempts).toBe(2)
    expect(database.rows('orders')).toHaveLength(1)
  })

  it('afterCommitFailure throw tells the caller that the write is committed', async () => {
    const { triggers, database } = start({ afterCommitFailure: 'throw' })
    triggers.register('orders', {
      name: 'fails',
      events: ['afterInsert'],
      actions: [Trigger.custom(() => Promise.reject(new Error('boom')))],
    })
    await expect(database.create('orders', { id: 1 })).rejects.toMatchObject({ code: 'AFTER_COMMIT', committed: true })
    expect(database.rows('orders')).toHaveLength(1)
  })

  it('close refuses writes whose async actions nobody would wait for', async () => {
    const { triggers, database } = start()
    triggers.register('orders', {
      name: 'later',
      events: ['afterInsert'],
      actions: [{ ...Trigger.custom(() => undefined), timing: 'async' }],
    })
    await expect(triggers.close()).resolves.toEqual({ drained: true })
    await expect(database.create('orders', { id: 1 })).rejects.toMatchObject({ code: 'ENGINE_CLOSED' })
    expect(database.rows('orders')).toEqual([])
  })
})

describe('what triggers throw', () => {
  const strange = {
    undefined,
    'a string': 'oops',
    'a frozen object': Object.freeze({ a: 1 }),
    'an error with a throwing getter': Object.defineProperty(new Error('x'), 'message', {
      get() {
        throw new Error('gotcha')
      },
    }),
  }
  it.each(Object.entries(strange))(
    '%s becomes an error that names the trigger, and the write is undone',
    async (_name, thrown) => {
      const { triggers, database } = start()
      triggers.register('orders', {
        name: 'odd-one',
        events: ['afterInsert'],
        actions: [{ ...Trigger.custom(() => Promise.reject(thrown)), phase: 'transaction' }],
      })
      triggers.register('audit', {
        name: 'odd-before',
        events: ['beforeInsert'],
        actions: [Trigger.custom(() => Promise.reject(thrown))],
      })
      await expect(database.create('orders', { id: 1 })).rejects.toThrow(/odd-one/)
      await expect(database.create('audit', { id: 1 })).rejects.toThrow(/odd-before/)
      expect([...database.rows('orders'), ...database.rows('audit')]).toEqual([])
    },
  )
})
