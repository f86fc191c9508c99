import { setTimeout as sleep } from 'node:timers/promises'
import type { ActionFunction, TableTriggerDefinition } from '@triggerkit/core'
import { Queue } from 'bullmq'
import { afterEach, describe, expect, test } from 'vitest'
import { type BullmqBench, bullmqBench, sharedOutbox, until } from '../fixture/queue-bench.ts'

export function running(): void {
  describe('run', () => {
    let bench: BullmqBench

    afterEach(() => bench.close())

    function open(work: ActionFunction, action: object = {}, options: Parameters<typeof bullmqBench>[0] = {}): void {
      bench = bullmqBench(options)
      bench.triggers.functions({ work })
      bench.triggers.register('orders', workOn(action))
    }
    const write = (...ids: number[]) =>
      bench.database.create(
        'orders',
        ids.map((id) => ({ id, status: 'new' })),
      )
    const onlyJob = async () => {
      const [job] = (await bench.triggers.jobs.list()).jobs
      return (await bench.triggers.jobs.get(job!.id))!
    }

    test('R42 one that fails is tried again by its own policy, and each attempt counts once', async () => {
      let failures = 0
      open(
        () => {
          if (failures++ < 2) throw new Error('not yet')
        },
        { retry: { maxAttempts: 5, initialDelay: 1, backoffMultiplier: 1 } },
      )
      await write(1)
      const worker = bench.worker()
      await worker.start()
      await bench.relay().start()
      await bench.done(1)
      expect(await onlyJob()).toMatchObject({ attempts: 3, failures: 2 })
      expect((await onlyJob()).history.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'completed'])
      expect(worker.counters).toMatchObject({ started: 3, failed: 2, retried: 2, completed: 1 })
    })

    test('R42 R43 one that was relayed anew while it was about to begin begins later, and counts then', async () => {
      let isTaken = true
      const relayedAnew = sharedOutbox((own) => ({
        async settle(handle, settlements) {
          if (!isTaken || !settlements.some((each) => each.state === 'relayed' && each.begins))
            return own.settle(handle, settlements)
          isTaken = false
          return 0
        },
      }))
      open(() => undefined, {}, { outbox: relayedAnew })
      await write(1)
      const worker = bench.worker()
      await worker.start()
      await bench.relay().start()
      await bench.done(1)
      expect(await onlyJob()).toMatchObject({ attempts: 1, failures: 0 })
      expect(worker.counters).toMatchObject({ started: 1, completed: 1 })
    })

    test('one that finally failed is a dead letter, fails in BullMQ too, and can be retried', async () => {
      let isMended = false
      open(
        () => {
          if (!isMended) throw new Error('no such thing')
        },
        { retry: { maxAttempts: 1 } },
      )
      const dead: string[] = []
      bench.triggers.jobs.onDeadLetter(({ error }) => dead.push(error.message))
      await write(1)
      await bench.worker().start()
      await bench.relay({ keep: { failed: 10 } }).start()
      await until(() => dead.length === 1)
      expect(await onlyJob()).toMatchObject({ state: 'dead', attempts: 1, failures: 1 })
      const queue = new Queue(bench.queue.name, bench.queue)
      await until(async () => (await queue.getFailedCount()) === 1)
      expect((await queue.getFailed())[0]!.failedReason).toContain('no such thing')
      await queue.close()
      isMended = true
      await bench.triggers.jobs.retry((await onlyJob()).id)
      await bench.done(1)
    })

    test('R41 those of one ordering key run one after the other, in order', async () => {
      const order: unknown[] = []
      let running = 0
      open(
        async ({ record }) => {
          running++
          expect(running).toBe(1)
          await sleep(2)
          order.push(record!.id)
          running--
        },
        { orderingKey: 'all' },
      )
      await write(1, 2, 3, 4, 5)
      await bench.worker().start()
      await bench.worker().start()
      await bench.relay().start()
      await bench.done(5)
      expect(order).toEqual([1, 2, 3, 4, 5])
    })

    test('R43 as long as one runs, it is not relayed again', async () => {
      let runs = 0
      open(
        async () => {
          runs++
          await sleep(1_000)
        },
        { timeout: 150 * 60 },
      )
      await write(1)
      const relay = bench.relay({ deadlineMs: 200 })
      await bench.worker({ leaseMs: 9_000 }).start()
      await relay.start()
      await bench.done(1)
      expect([runs, relay.counters.relayed]).toEqual([1, 1])
    })

    test('R42 one whose attempts end without word of them is a dead letter after so many', async () => {
      open(() => undefined)
      await write(1)
      await bench.relay().runOnce()
      const { id } = await onlyJob()
      // Three processes that died once they had begun it.
      const { outbox } = bench
      const shared = outbox.connect(bench.database)
      const begin = { id, lease: id, state: 'relayed', deadlineMs: 60_000, begins: true } as const
      for (const each of [begin, begin, begin]) await shared.settle(undefined, [each])
      await bench.worker({ maxLostAttempts: 3 }).start()
      await until(async () => (await onlyJob()).state === 'dead')
      expect((await onlyJob()).error).toContain('JOB_ABANDONED')
    })

    test('what it came to is written back again until the database takes it', async () => {
      let refused = 0
      const outbox = sharedOutbox((own) => ({
        settle(handle, settlements) {
          const isEnd = settlements.some(({ state }) => state === 'completed')
          if (isEnd && refused++ < 3) throw new Error('the database is away')
          return own.settle(handle, settlements)
        },
      }))
      let runs = 0
      open(() => void runs++, {}, { outbox })
      await write(1)
      const worker = bench.worker()
      const errors: string[] = []
      worker.on('worker-error', ({ error }) => errors.push(error.message))
      await worker.start()
      await bench.relay().start()
      await bench.done(1)
      expect([runs, refused]).toEqual([1, 4])
      expect(errors).toEqual(Array(3).fill('the database is away'))
    })

    test('stop() finishes what runs; what takes too long is told to end, and run by somebody else', async () => {
      let release: () => void = () => undefined
      const started: unknown[] = []
      open(async ({ record, signal }) => {
        if (started.push(record!.id) > 2) return
        await new Promise<void>((resolve, reject) => {
          if (record!.id === 1) release = resolve
          signal.addEventListener('abort', () => reject(new Error('told to end')))
        })
      })
      await write(1, 2)
      const worker = bench.worker()
      await worker.start()
      const relay = bench.relay()
      await relay.start()
      await until(() => started.length === 2)
      setTimeout(() => release(), 50)
      expect(await worker.stop({ timeoutMs: 300 })).toEqual({ finished: false })
      expect(worker.counters).toMatchObject({ completed: 1, released: 1, failed: 0 })
      await bench.worker().start()
      await bench.done(2)
      expect([...started].sort()).toEqual([1, 2, 2])
    })
  })
}

function workOn(action: object): TableTriggerDefinition {
  return {
    name: 'work',
    events: ['afterInsert'],
    actions: [{ type: 'custom', function: 'work', name: 'work', timing: 'queued', ...action }],
  }
}
