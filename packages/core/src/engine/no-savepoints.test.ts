import { describe, expect, it } from 'vitest'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import { Trigger } from '../trigger/trigger.ts'
import { createTriggers, type Triggers } from './triggers.ts'

const tables = [
  defineTable('orders', { id: 'integer', total: 'integer' }),
  defineTable('audit', { id: 'integer', of: 'integer' }),
]

function start(): { triggers: Triggers; database: MemoryDatabase } {
  const triggers = createTriggers({ onError: () => undefined })
  return { triggers, database: new MemoryDatabase({ tables, capabilities: { savepoints: false } }).connect(triggers) }
}

describe('without savepoints', () => {
  it('R4 a Write that failed half done makes the transaction one that only rolls back', async () => {
    const { triggers, database } = start()
    const fails = { ...Trigger.custom(() => Promise.reject(new Error('no'))), phase: 'transaction' as const }
    triggers.register('orders', { name: 'fails', events: ['afterInsert'], actions: [fails] })
    const transaction = database.inTransaction(async (connection) => {
      await database.create('audit', { id: 1 }, connection)
      await expect(database.create('orders', { id: 1 }, connection)).rejects.toThrow('no')
      await database.create('audit', { id: 2 }, connection)
    })
    await expect(transaction).rejects.toMatchObject({ code: 'ROLLBACK_ONLY' })
    expect([...database.rows('orders'), ...database.rows('audit')]).toEqual([])
  })

  it('R4 a Write that was refused before it wrote anything leaves the transaction as it was', async () => {
    const { triggers, database } = start()
    triggers.register('orders', {
      name: 'refuses',
      events: ['beforeInsert'],
      actions: [{ type: 'record.reject', message: 'not today' }],
    })
    await database.inTransaction(async (connection) => {
      await database.create('audit', { id: 1 }, connection)
      await expect(database.create('orders', { id: 1 }, connection)).rejects.toThrow('not today')
    })
    expect(database.rows('audit')).toHaveLength(1)
  })

  it('R4 an in-transaction action with continueOnError that fails takes the Write along', async () => {
    const { triggers, database } = start()
    const action = { ...Trigger.custom(() => Promise.reject(new Error('no'))), phase: 'transaction' as const }
    const actions = [{ ...action, continueOnError: true }]
    triggers.register('orders', { name: 'fails', events: ['afterInsert'], actions })
    await expect(database.create('orders', { id: 1 })).rejects.toThrow('no')
    expect(database.rows('orders')).toEqual([])
  })
})
