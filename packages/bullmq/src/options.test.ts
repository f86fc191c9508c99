import { createTriggers, memoryOutbox } from '@triggerkit/core'
import { defineTable, MemoryDatabase } from '@triggerkit/core/testing'
import { describe, expect, it } from 'vitest'
import { createBullmqWorker, createRelay } from './index.ts'

const connection = { host: '127.0.0.1', port: 1, lazyConnect: true }

function engine() {
  const triggers = createTriggers({ outbox: memoryOutbox() })
  new MemoryDatabase({ tables: [defineTable('orders', { id: 'integer' })] }).connect(triggers)
  return triggers
}

function messageOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('It was taken.')
}

describe('createRelay', () => {
  it('tells every problem of its options at once', () => {
    const options = {
      queue: { name: '', connection: 'redis' },
      deadlineMs: 1,
      maxWaiting: 0.5,
      keep: { done: 1 },
      batc: 3,
    }
    expect(messageOf(() => createRelay(engine(), options as never))).toBe(
      [
        'The options of createRelay have 6 problems:',
        '  - batc: unknown option of createRelay "batc", did you mean "batch"?',
        '  - queue.name: expected a name, found string ""',
        '  - queue.connection: expected what BullMQ connects by, such as { host, port }, found string "redis"',
        '  - keep.done: unknown key of keep "done"; allowed: completed, failed',
        '  - deadlineMs: expected a number of milliseconds from 100 to 2147483647, found number 1',
        '  - maxWaiting: expected a whole number, 1 or more, found number 0.5',
      ].join('\n'),
    )
    expect(messageOf(() => createRelay(engine(), {} as never))).toContain(
      'queue: expected a Queue of bullmq, or { name, connection } to make one of, found nothing',
    )
  })

  it('says what concerns whoever runs Jobs is not its own', () => {
    const options = { queue: { name: 'q', connection }, concurrency: 4 }
    expect(messageOf(() => createRelay(engine(), options as never))).toContain(
      'unknown option of createRelay "concurrency"',
    )
  })

  it('has no quarrel with actions that take longer than it leases Jobs for', () => {
    const triggers = engine()
    const slow = { type: 'cache.delete', config: { cache: 'c', key: 'k' }, timing: 'queued', timeout: 600_000 } as const
    triggers.register('orders', { name: 'slow', events: ['afterInsert'], actions: [slow as never] })
    expect(createRelay(triggers, { queue: { name: 'q', connection }, leaseMs: 1_000 }).id).toMatch(/^worker-/)
    expect(messageOf(() => createBullmqWorker(triggers, { queue: 'q', connection, leaseMs: 1_000 }))).toContain(
      'leaseMs: 1000 is shorter than the timeout of action',
    )
  })

  it('begins once, and names itself when it is begun again', async () => {
    const relay = createRelay(engine(), { queue: { name: 'q', connection } })
    await relay.stop()
    await expect(relay.start()).rejects.toThrow('A worker begins once: make a new one with createRelay.')
  })
})

describe('createBullmqWorker', () => {
  it('tells every problem of its options at once', () => {
    const options = { concurrency: 0, families: ['http'], workerOptions: 3 }
    expect(messageOf(() => createBullmqWorker(engine(), options as never))).toBe(
      [
        'The options of createBullmqWorker have 5 problems:',
        '  - families: unknown option of createBullmqWorker "families"; allowed: id, concurrency, leaseMs, retention, maxLostAttempts, queue, connection, prefix, workerOptions',
        '  - concurrency: expected a whole number from 1 to 10000, found number 0',
        "  - queue: expected the name of the relay's queue, found nothing",
        '  - connection: expected what BullMQ connects by, such as { host, port }, found nothing',
        '  - workerOptions: expected an object, found number 3',
      ].join('\n'),
    )
  })
})
