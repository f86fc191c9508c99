import { describe, expect, it, vi } from 'vitest'
import { memoryExecutions } from '../executions/memory-executions.ts'
import { queueBench } from '../queue/queue-bench.ts'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import { Trigger } from '../trigger/trigger.ts'
import { createTriggers } from './triggers.ts'

const tables = [defineTable('orders', { id: 'integer', status: 'string', card: 'string' }, { relations: ['items'] })]

describe('options and context', () => {
  it('R2 opens transactions as configured', async () => {
    const triggers = createTriggers({ transaction: { isolation: 'SERIALIZABLE', maxWaitMs: 50 } })
    const database = new MemoryDatabase({ tables }).connect(triggers)
    const transaction = vi.spyOn(database, 'transaction')
    triggers.register('orders', {
      name: 'before',
      events: ['beforeInsert'],
      actions: [Trigger.custom(() => undefined)],
    })
    await database.create('orders', { id: 1 })
    expect(transaction.mock.calls[0]!.slice(0, 2)).toEqual([undefined, { isolation: 'SERIALIZABLE', maxWaitMs: 50 }])
  })

  it('R25 record keeps what the caller gave beyond columns, but no relation; input is what was given', async () => {
    const triggers = createTriggers()
    const database = new MemoryDatabase({ tables }).connect(triggers)
    const seen: unknown[] = []
    const see = Trigger.custom(({ record, input }) => void seen.push([{ ...record }, input]))
    triggers.register('orders', { name: 'see', events: ['beforeInsert', 'afterInsert'], actions: [see] })
    const given = { id: 1, status: 'new', avatarBase64: 'eA==', items: [{ id: 1 }] }
    await database.create('orders', given)
    const whole = [{ id: 1, status: 'new', avatarBase64: 'eA==' }, given]
    expect(seen).toEqual([whole, whole])
  })

  it('R25 a trigger on afterWrite and afterInsert fires once, for the concrete event', async () => {
    const triggers = createTriggers()
    const database = new MemoryDatabase({ tables }).connect(triggers)
    const events: string[] = []
    const see = Trigger.custom(({ event }) => void events.push(event))
    triggers.register('orders', { name: 'see', events: ['afterWrite', 'afterInsert'], actions: [see] })
    await database.create('orders', { id: 1 })
    expect(events).toEqual(['afterInsert'])
  })

  it('R19 columns named as sensitive are in no record', async () => {
    const triggers = createTriggers({ sensitive: ['orders.card'] })
    const database = new MemoryDatabase({ tables }).connect(triggers)
    const seen: string[] = []
    triggers.register('orders', {
      name: 'see',
      events: ['beforeInsert', 'afterInsert'],
      actions: [Trigger.custom(({ record }) => void seen.push(JSON.stringify(record)))],
    })
    await database.create('orders', { id: 1, card: '4111' })
    expect(seen).toEqual(['{"id":1}', '{"id":1}'])
  })

  it('carries the user through withContext, into writes that triggers make', async () => {
    const triggers = createTriggers({ env: 'test', database: 'db' })
    const database = new MemoryDatabase({ tables }).connect(triggers)
    triggers.register('orders', {
      name: 'stamp',
      events: ['beforeInsert'],
      actions: [Trigger.record.set({ status: '{{user.id}}@{{env}}/{{database}}' })],
    })
    await triggers.withContext({ user: { id: 7 } }, () => database.create('orders', { id: 1 }))
    expect(database.rows('orders')).toMatchObject([{ status: '7@test/db' }])
  })

  it('goes on where waitUntil throws, and tells of it once', async () => {
    const onError = vi.fn()
    const { triggers, database, providers } = queueBench({
      executions: { log: memoryExecutions() },
      onError,
      waitUntil: () => {
        throw new Error('outside a request')
      },
    })
    const warm = Trigger.cache.set('redis', 'order:{{record.id}}', 'x')
    const later = { ...warm, name: 'later', timing: 'async' as const }
    triggers.register('orders', { name: 'placed', events: ['afterInsert'], actions: [warm, later] })
    await database.create('orders', { id: 1 })
    await database.create('orders', { id: 2 })
    await triggers.drain()
    expect(providers.calls.map(({ key }) => key).sort()).toEqual(['order:1', 'order:1', 'order:2', 'order:2'])
    expect(onError.mock.calls.map(([error]) => error)).toMatchObject([
      { code: 'WAIT_UNTIL_FAILED', cause: { message: 'outside a request' } },
    ])
    await triggers.close()
  })

  it('hands background work to waitUntil', async () => {
    const handed: Promise<unknown>[] = []
    const triggers = createTriggers()
    triggers.waitUntil((promise) => handed.push(promise))
    const database = new MemoryDatabase({ tables }).connect(triggers)
    triggers.register('orders', {
      name: 'later',
      events: ['afterInsert'],
      actions: [{ ...Trigger.custom(() => undefined), timing: 'async' }],
    })
    await database.create('orders', { id: 1 })
    expect(handed).toHaveLength(1)
    await Promise.all(handed)
  })

  it('execute says what ran, what was skipped and why, without a database', async () => {
    const triggers = createTriggers({ onError: () => undefined })
    const big = Trigger.when.field('record.total').greaterThan(10)
    triggers.register('orders', {
      name: 'big',
      events: ['afterInsert'],
      condition: big,
      actions: [Trigger.custom(() => 1)],
    })
    triggers.register('orders', {
      name: 'fails',
      events: ['afterInsert'],
      actions: [Trigger.custom(() => Promise.reject(new Error('boom'))), Trigger.custom(() => 2)],
    })
    const report = await triggers.execute('afterInsert', { table: 'orders', record: { total: 5 } })
    expect(report.triggers).toMatchObject([
      { trigger: 'big', status: 'skipped', because: 'condition', reason: 'its condition does not hold', actions: [] },
      { trigger: 'fails', status: 'failed', actions: [{ status: 'failed' }, { status: 'skipped' }] },
    ])
    const larger = await triggers.execute('afterInsert', { table: 'orders', record: { total: 50 } })
    expect(larger.triggers[0]).toMatchObject({ status: 'ran', actions: [{ status: 'done', result: 1 }] })
  })
})
