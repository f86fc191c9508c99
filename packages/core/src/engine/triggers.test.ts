import { describe, expect, it, vi } from 'vitest'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import { Trigger } from '../trigger/trigger.ts'
import { createTriggers } from './triggers.ts'

describe('defaults', () => {
  it('retry is that of every action which runs outside a transaction and has none of its own', async () => {
    const triggers = createTriggers({ defaults: { retry: { maxAttempts: 3, initialDelay: 0 } } })
    const calls: string[] = []
    const failing = (name: string) =>
      Trigger.custom(() => {
        calls.push(name)
        throw new Error(name)
      })
    triggers.register('orders', {
      name: 'after',
      events: ['afterInsert'],
      actions: [
        { ...failing('default'), continueOnError: true },
        { ...failing('own'), retry: { maxAttempts: 1 } },
      ],
    })
    const console = vi.spyOn(globalThis.console, 'error').mockImplementation(() => undefined)
    await triggers.execute('afterInsert', { table: 'orders', record: { id: 1 } })
    expect(calls).toEqual(['default', 'default', 'default', 'own'])
    console.mockRestore()
  })
})

describe('a trigger without actions', () => {
  it('is registered, costs a Write nothing, and check() warns of it', async () => {
    const triggers = createTriggers()
    const database = new MemoryDatabase({ tables: [defineTable('orders', { id: 'integer' })] }).connect(triggers)
    triggers.register('orders', { name: 'idle', events: ['beforeWrite', 'afterWrite'], actions: [] })
    const transaction = vi.spyOn(database, 'transaction')
    await database.create('orders', { id: 1 })
    expect(transaction).not.toHaveBeenCalled()
    expect(triggers.getTriggersForEvent('orders', 'afterInsert').map(({ name }) => name)).toEqual(['idle'])
    expect(triggers.check()).toContainEqual({
      severity: 'warning',
      code: 'NO_ACTIONS',
      message: 'Trigger "idle": it has no actions, so it does nothing.',
      trigger: 'idle',
    })
  })
})
