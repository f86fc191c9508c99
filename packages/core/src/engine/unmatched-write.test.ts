import { AsyncLocalStorage } from 'node:async_hooks'
import { describe, expect, it, vi } from 'vitest'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import { Trigger } from '../trigger/trigger.ts'
import { createTriggers } from './triggers.ts'

const tables = [defineTable('orders', { id: 'integer' }), defineTable('other', { id: 'integer' })]

describe('a write that no trigger matches', () => {
  it('R39 enters no asynchronous context, a matching one does', async () => {
    const entered = vi.spyOn(AsyncLocalStorage.prototype, 'run')
    const triggers = createTriggers()
    const database = new MemoryDatabase({ tables }).connect(triggers)
    triggers.register('other', {
      name: 'elsewhere',
      events: ['afterWrite'],
      actions: [Trigger.custom(() => undefined)],
    })
    await database.create('orders', { id: 1 })
    await database.inTransaction((connection) => database.create('orders', { id: 2 }, connection))
    expect(entered).not.toHaveBeenCalled()
    await database.create('other', { id: 1 })
    expect(entered).toHaveBeenCalled()
    entered.mockRestore()
  })

  it('R38 sees a trigger from the first Write after its registration on, and none after it is gone', async () => {
    const triggers = createTriggers()
    const database = new MemoryDatabase({ tables }).connect(triggers)
    let fired = 0
    await database.create('orders', { id: 1 })
    triggers.register('orders', {
      name: 'count',
      events: ['afterInsert'],
      actions: [Trigger.custom(() => void fired++)],
    })
    await database.create('orders', { id: 2 })
    expect(triggers.unregister('orders', 'count')).toBe(true)
    await database.create('orders', { id: 3 })
    expect(fired).toBe(1)
    expect(triggers.unregister('orders', 'count')).toBe(false)
  })

  it('fires in the environments of `envs` only, and not where it is not enabled', async () => {
    const triggers = createTriggers({ env: 'prd' })
    const database = new MemoryDatabase({ tables }).connect(triggers)
    const fired: string[] = []
    const add = (name: string, more: object): void =>
      triggers.register('orders', {
        name,
        events: ['afterInsert'],
        actions: [Trigger.custom(() => void fired.push(name))],
        ...more,
      })
    add('prd', { envs: ['prd'] })
    add('dev', { envs: ['dev'] })
    add('off', { enabled: false })
    add('first', { priority: 1 })
    await database.create('orders', { id: 1 })
    expect(fired).toEqual(['first', 'prd'])
  })
})
