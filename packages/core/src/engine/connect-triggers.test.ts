import { describe, expect, it, vi } from 'vitest'
import { ArgumentError } from '../errors/argument-error.ts'
import { memoryStore } from '../store/memory-store.ts'
import { connectTriggers } from './connect-triggers.ts'

const where = { env: 'test', product: 'connect-test', database: 'db' }
const definition = { name: 'a', tables: ['orders'], events: ['afterInsert' as const], actions: [] }

describe('connectTriggers', () => {
  it('gives a db whose triggers carry the builder and the enums', async () => {
    const db = await connectTriggers(where)
    const { Trigger, TriggerEvent, TriggerActionType, TriggerTiming, ConditionOperator } = db.triggers
    expect(db).toMatchObject(where)
    expect(Trigger.when.field('record.a').equals(1)).toEqual({
      field: 'record.a',
      operator: ConditionOperator.EQUALS,
      value: 1,
    })
    expect([TriggerEvent.AFTER_INSERT, TriggerActionType.CUSTOM_HTTP, TriggerTiming.ASYNC]).toEqual([
      'afterInsert',
      'custom.http',
      'async',
    ])
  })

  it('without a store shares one in memory with all connections of the same product and database', async () => {
    const first = await connectTriggers(where)
    const second = await connectTriggers({ ...where, env: 'other' })
    const elsewhere = await connectTriggers({ ...where, database: 'elsewhere' })
    await first.triggers.create(definition)
    expect(await second.triggers.fetch('a')).toMatchObject({ version: 1 })
    expect(await elsewhere.triggers.fetchAll()).toEqual([])
    await second.triggers.delete('a')
    expect(await first.triggers.fetchAll()).toEqual([])
  })

  it('uses the store and the options that it is given', async () => {
    const store = memoryStore()
    const db = await connectTriggers({ ...where, store, onError: () => undefined })
    await db.triggers.create(definition)
    expect(await store.fetch({ product: where.product, database: where.database }, 'a')).toMatchObject({ tag: 'a' })
    expect(await (await connectTriggers(where)).triggers.fetchAll()).toEqual([])
  })

  it('closes its providers, not the store', async () => {
    const close = vi.fn()
    const cache = { get: vi.fn(), set: vi.fn(), delete: vi.fn(), invalidate: vi.fn(), close }
    const db = await connectTriggers({ ...where, providers: { cache } })
    expect(await db.close({ timeoutMs: 100 })).toEqual({ drained: true })
    expect(close).toHaveBeenCalledOnce()
    expect(await (await connectTriggers(where)).triggers.fetchAll()).toEqual([])
  })

  it('reports everything that is wrong', async () => {
    const error: unknown = await connectTriggers({ env: '', database: 5 } as never).catch((thrown: unknown) => thrown)
    expect(ArgumentError.isInstance(error)).toBe(true)
    expect((error as Error).message).toMatch(/3 wrong arguments:\n {2}- env: .*\n {2}- product: .*\n {2}- database: /)
    await expect(connectTriggers(undefined as never)).rejects.toMatchObject({ code: 'ARGUMENTS' })
  })
})
