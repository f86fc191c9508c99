import { describe, expect, it, vi } from 'vitest'
import { TriggerDefinitionError } from '../errors/trigger-definition-error.ts'
import { memoryStore } from '../store/memory-store.ts'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import { Trigger } from '../trigger/trigger.ts'
import { defaultTriggers } from './default-triggers.ts'
import { createTriggers } from './triggers.ts'

const log = Trigger.log.info('x')

describe('registering', () => {
  it('R37 replaces a trigger of the same table and name, with a warning', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const triggers = createTriggers()
    triggers.register('orders', { name: 'one', events: ['afterInsert'], actions: [log] })
    triggers.register('orders', { name: 'one', events: ['afterUpdate'], actions: [log] })
    expect(triggers.getTriggersForEvent('orders', 'afterInsert')).toEqual([])
    expect(triggers.getTriggersForEvent('orders', 'afterUpdate')).toHaveLength(1)
    expect(warn.mock.calls.flat().join()).toMatch(/"one" on orders .* replaces/)
    warn.mockRestore()
  })

  it('R37 unregister detaches that table only', () => {
    const triggers = createTriggers()
    triggers.register('orders', { name: 'both', tables: ['orders', 'users'], events: ['afterInsert'], actions: [log] })
    triggers.unregister('orders', 'both')
    expect(triggers.getTriggersForEvent('orders', 'afterInsert')).toEqual([])
    expect(triggers.getTriggersForEvent('users', 'afterInsert')).toHaveLength(1)
  })

  it('refuses a wrong definition whole, with every problem, and registers nothing', () => {
    const triggers = createTriggers()
    const wrong = { name: '', events: ['afterInsrt'], actions: [{ type: 'log.inf', message: 'x' }] }
    const register = (): void => triggers.register('orders', wrong as never)
    expect(register).toThrow(TriggerDefinitionError)
    expect(register).toThrow(/afterInsert[\s\S]*log\.info/)
    expect(triggers.getTriggersForEvent('orders', 'afterInsert')).toEqual([])
  })

  it('refuses what a connected schema does not have, registered before or after', () => {
    const tables = [defineTable('orders', { id: 'integer', status: 'string' })]
    const unknownField = {
      name: 'f',
      events: ['afterInsert' as const],
      condition: Trigger.when.field('record.statsu').equals('x'),
      actions: [log],
    }
    const late = createTriggers()
    new MemoryDatabase({ tables }).connect(late)
    expect(() => late.register('orders', unknownField)).toThrow(/status/)
    expect(() => late.register('ordrs', { name: 't', events: ['afterInsert'], actions: [log] })).toThrow(/orders/)
    const early = createTriggers()
    early.register('orders', unknownField)
    expect(() => new MemoryDatabase({ tables }).connect(early)).toThrow(TriggerDefinitionError)
  })

  it('tells at once what is wrong with a definition and what the schema does not have, each at the place where it was written', async () => {
    const tables = [defineTable('orders', { id: 'integer', status: 'string' })]
    const triggers = createTriggers({ store: memoryStore() })
    new MemoryDatabase({ tables }).connect(triggers)
    const wrong = {
      name: 'r',
      tables: ['ordrs', 'orders'],
      events: ['afterInsert'],
      condition: Trigger.when.field('record.statsu').equals('x'),
      actions: [
        { type: 'log.inf', message: 'x' },
        { type: 'database.insert', table: 'orders', data: { stats: '{{record.idd}}' } },
        { type: 'fallback.run', actions: [{ type: 'log.inf', message: 'x' }, log] },
      ],
    }
    const expected = [
      'actions[0].type',
      'actions[2].actions[0].type',
      'tables[0]',
      'condition.field',
      'actions[1].data.stats',
      'actions[1].data.stats',
    ]
    const pathsOf = (error: unknown): string[] => (error as TriggerDefinitionError).problems.map(({ path }) => path)
    const stored = await triggers.create({ ...wrong, tag: 'r' } as never).catch((error: unknown) => error)
    expect(pathsOf(stored)).toEqual(expected)
    let registered: unknown
    try {
      triggers.register('orders', wrong as never)
    } catch (error) {
      registered = error
    }
    expect(pathsOf(registered)).toEqual(expected.map((path) => path.replace('tables[0]', 'tables[1]')))
  })

  it('tells of missing providers when the ORM connects and at the first action that needs one', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const errors: Error[] = []
    const triggers = createTriggers({ onError: (error) => errors.push(error) })
    triggers.register('orders', {
      name: 'mail',
      events: ['afterInsert'],
      actions: [Trigger.notification.email('shop:hello', 'a@example.com')],
    })
    const database = new MemoryDatabase({ tables: [defineTable('orders', { id: 'integer' })] }).connect(triggers)
    expect(warn.mock.calls.flat().join()).toMatch(/"mail".*provider/)
    await database.create('orders', { id: 1 })
    expect(errors[0]!.cause).toMatchObject({ code: 'PROVIDER_MISSING' })
    warn.mockRestore()
  })

  it('the default engine is one for the process', () => {
    expect(defaultTriggers()).toBe(defaultTriggers())
  })
})
