import { describe, expect, it } from 'vitest'
import type { Port } from '../adapter/port.ts'
import { memoryOutbox } from '../queue/memory-outbox.ts'
import type { Outbox, OutboxDriver } from '../queue/outbox.ts'
import { queueBench } from '../queue/queue-bench.ts'

/** The memory outbox as one that is part of the write's transaction; notes how many Jobs came with each call, and with which handle. */
function noted(calls: { handle: object | undefined; jobs: number }[], change: Partial<Outbox> = {}): OutboxDriver {
  const driver = memoryOutbox()
  return {
    name: 'noted',
    connect(port: Port) {
      const outbox = driver.connect(port)
      return {
        transactional: true,
        ledger: outbox.ledger,
        verify: (handle) => outbox.verify(handle),
        async append(handle, jobs) {
          calls.push({ handle, jobs: jobs.length })
          await outbox.append(handle, jobs)
        },
        claim: (request) => outbox.claim(request),
        renew: (lease, ids, leaseMs) => outbox.renew(lease, ids, leaseMs),
        settle: (handle, settlements) => outbox.settle(handle, settlements),
        ...change,
      }
    },
  }
}

const rows = (count: number) => Array.from({ length: count }, (_, index) => ({ id: index + 1, status: 'new' }))
const queued = { type: 'log.debug', message: '{{record.id}}', timing: 'queued' } as const

describe('Jobs of one transaction', () => {
  it('are appended in one batch, just before its commit and with its handle', async () => {
    const calls: { handle: object | undefined; jobs: number }[] = []
    const { triggers, database } = queueBench({ outbox: noted(calls) })
    triggers.register('orders', { name: 'queue', events: ['afterInsert'], actions: [queued] })
    await database.inTransaction(async (connection) => {
      await database.create('orders', rows(300), connection)
      await database.create('orders', { id: 1_000 }, connection)
      expect(calls).toEqual([])
    })
    expect(calls).toEqual([{ handle: expect.objectContaining({ depth: 0 }), jobs: 301 }])
  })

  it.each(['net', 'change'] as const)(
    'R30 beyond what may wait they are appended as they come (per %s)',
    async (per) => {
      const calls: { handle: object | undefined; jobs: number }[] = []
      const { triggers, database } = queueBench({ outbox: noted(calls), maxPendingActions: 100, batchSize: 50 })
      triggers.register('orders', { name: 'queue', events: ['afterInsert'], per, actions: [queued] })
      await database.create('orders', rows(1_000))
      expect(calls.length).toBeGreaterThan(4)
      expect(Math.max(...calls.map(({ jobs }) => jobs))).toBeLessThanOrEqual(200)
      expect(calls.reduce((sum, { jobs }) => sum + jobs, 0)).toBe(1_000)
      const { jobs } = await triggers.jobs.list({ limit: 1_000 })
      expect(new Set(jobs.map(({ key }) => key)).size).toBe(1_000)
    },
  )

  it('do not count against what may wait for the commit (R33)', async () => {
    const { triggers, database } = queueBench({ maxPendingActions: 10 })
    triggers.register('orders', { name: 'queue', events: ['afterInsert'], actions: [queued] })
    await database.create('orders', rows(50))
    expect((await triggers.jobs.stats()).counts.ready).toBe(50)
  })

  it('are asked for once: whether the outbox is there', async () => {
    let asked = 0
    const { triggers, database } = queueBench({ outbox: noted([], { verify: async () => void asked++ }) })
    triggers.register('orders', { name: 'queue', events: ['afterInsert'], actions: [queued] })
    for (let id = 1; id <= 3; id++) await database.create('orders', { id })
    expect(asked).toBe(1)
  })

  it('are not asked for by writes that queue nothing', async () => {
    let asked = 0
    const { triggers, database } = queueBench({ outbox: noted([], { verify: async () => void asked++ }) })
    triggers.register('orders', {
      name: 'log',
      events: ['afterInsert'],
      actions: [{ type: 'log.debug', message: 'x' }],
    })
    await database.create('orders', { id: 1 })
    expect(asked).toBe(0)
  })

  it('that cannot be kept take the write along, in a transaction of ours and of the caller’s', async () => {
    const refuse = async (): Promise<never> => {
      throw new Error('disk full')
    }
    const { triggers, database } = queueBench({ outbox: noted([], { append: refuse }) })
    triggers.register('orders', { name: 'queue', events: ['afterInsert'], actions: [queued] })
    await expect(database.create('orders', { id: 1 })).rejects.toThrow('disk full')
    await expect(
      database.inTransaction((connection) => database.create('orders', { id: 2 }, connection)),
    ).rejects.toThrow('disk full')
    expect(database.rows('orders')).toEqual([])
  })
})

describe('where there are no transactions (R10)', () => {
  it('Jobs are appended after the write, and check() says so', async () => {
    const { triggers, work } = queueBench()
    const { MemoryDatabase } = await import('../testing/memory-database.ts')
    const { defineTable } = await import('../testing/define-table.ts')
    const plain = new MemoryDatabase({
      tables: [defineTable('tickets', { id: 'integer' })],
      capabilities: { transactions: false, savepoints: false },
    }).connect(triggers)
    triggers.register('tickets', { name: 'queue', events: ['beforeInsert', 'afterInsert'], actions: [queued] })
    await plain.create('tickets', [{ id: 1 }, { id: 2 }])
    expect((await triggers.jobs.list()).jobs).toHaveLength(4)
    expect(triggers.check().map(({ code }) => code)).toContain('OUTBOX_AFTER_COMMIT')
    expect((await work()).counters.completed).toBe(4)
  })
})
