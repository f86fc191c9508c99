import { describe, expect, it, vi } from 'vitest'
import type { CacheProvider } from '../provider/cache-provider.ts'
import type { Provider } from '../provider/provider.ts'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import { Trigger } from '../trigger/trigger.ts'
import { createTriggers } from './triggers.ts'

const fail = Trigger.custom(() => Promise.reject(new Error('boom')))

describe('getProcessor', () => {
  it('has an onError that can be read and assigned after the fact', async () => {
    const first = vi.fn()
    const triggers = createTriggers({ onError: first })
    const processor = triggers.getProcessor()
    expect(processor.config.onError).toBe(first)
    triggers.register('orders', { name: 'a', events: ['afterInsert'], actions: [fail] })
    const heard: string[] = []
    processor.config.onError = (error, context, trigger) => {
      heard.push(`${trigger.name} on ${context?.table}: ${error.message}`)
    }
    await triggers.execute('afterInsert', { table: 'orders', record: {} })
    expect(heard).toEqual(['a on orders: Action "custom#1" of trigger "a" (afterInsert on orders) failed: boom'])
    expect(first).not.toHaveBeenCalled()
    expect(triggers.getProcessor()).toBe(processor)
  })

  it('changes the rest of its configuration live', async () => {
    const triggers = createTriggers({ onError: () => undefined })
    const { config } = triggers.getProcessor()
    expect({ ...config }).toMatchObject({
      afterCommitFailure: 'report',
      timeoutMs: 10_000,
      transactionTimeoutMs: 5_000,
      maxDepth: 16,
      maxPendingActions: 10_000,
      batchSize: 1_000,
    })
    const database = new MemoryDatabase({ tables: [defineTable('orders', { id: 'integer' })] }).connect(triggers)
    triggers.register('orders', { name: 'a', events: ['afterInsert'], actions: [fail] })
    await database.create('orders', { id: 1 })
    config.afterCommitFailure = 'throw'
    await expect(database.create('orders', { id: 2 })).rejects.toMatchObject({ code: 'AFTER_COMMIT' })
    config.maxDepth = 1
    const nested = triggers.execute('afterInsert', { table: 'orders', record: {} })
    await expect(nested).resolves.toMatchObject({ triggers: [{ status: 'failed' }] })
    triggers.register('orders', {
      name: 'slow',
      events: ['afterUpdate'],
      actions: [Trigger.custom(() => new Promise(() => undefined))],
    })
    config.timeoutMs = 5
    const report = await triggers.execute('afterUpdate', { table: 'orders', record: { id: 1 } })
    expect(report.triggers[0]!.actions[0]!.error).toMatchObject({ code: 'ACTION_TIMEOUT' })
  })

  it('refuses what is wrong, and keeps what it had', () => {
    const { config } = createTriggers().getProcessor()
    for (const [name, value] of [
      ['onError', 'x'],
      ['waitUntil', 1],
      ['afterCommitFailure', 'ignore'],
      ['timeoutMs', 0],
      ['maxDepth', 1.5],
      ['batchSize', Number.NaN],
    ] as const) {
      const before = config[name]
      expect(() => Object.assign(config, { [name]: value })).toThrow(`${name}: expected`)
      expect(config[name]).toBe(before)
    }
    expect(() => Object.assign(config, { onEror: () => undefined })).toThrow(TypeError)
  })
})

describe('provide', () => {
  const cacheOf = (set: () => Promise<void>): Provider =>
    ({ family: 'cache', get: vi.fn(), set, delete: vi.fn(), invalidate: vi.fn() }) as Provider

  it('adds providers by family or tag after triggers were registered, and replaces them', async () => {
    const triggers = createTriggers()
    const [family, tagged, later] = [vi.fn(), vi.fn(), vi.fn()]
    triggers.register('orders', {
      name: 'a',
      events: ['afterInsert'],
      actions: [Trigger.cache.set('redis', 'k', 1), Trigger.cache.set('other', 'k', 1)],
    })
    expect(triggers.check().map(({ code }) => code)).toContain('PROVIDER_MISSING')
    triggers.provide({ cache: cacheOf(family) as CacheProvider, redis: cacheOf(tagged) })
    expect(triggers.check().map(({ code }) => code)).not.toContain('PROVIDER_MISSING')
    await triggers.execute('afterInsert', { table: 'orders', record: {} })
    expect([family.mock.calls.length, tagged.mock.calls.length]).toEqual([1, 1])
    triggers.provide({ cache: cacheOf(later) as CacheProvider })
    await triggers.execute('afterInsert', { table: 'orders', record: {} })
    expect([family.mock.calls.length, tagged.mock.calls.length, later.mock.calls.length]).toEqual([1, 2, 1])
  })

  it('adds all or none', () => {
    const triggers = createTriggers()
    triggers.register('orders', { name: 'a', events: ['afterInsert'], actions: [Trigger.cache.set('redis', 'k', 1)] })
    const wrong = { cache: cacheOf(vi.fn()), x: { family: 'nothing' } } as never
    expect(() => triggers.provide(wrong)).toThrow('"nothing" is no family')
    expect(() => createTriggers({ providers: wrong })).toThrow('"nothing" is no family')
    expect(triggers.check().map(({ code }) => code)).toContain('PROVIDER_MISSING')
    expect(() => triggers.provide(5 as never)).toThrow(/expected an object of providers/)
  })
})
