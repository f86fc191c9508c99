import type { TableTriggerDefinition } from '@triggerkit/core'
import { Queue, Worker as QueueWorker } from 'bullmq'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type BullmqBench, bullmqBench, until } from '../fixture/queue-bench.ts'

const noted: TableTriggerDefinition = {
  name: 'note',
  events: ['afterInsert'],
  actions: [{ type: 'custom', function: 'note', name: 'note', timing: 'queued' }],
}

export function relaying(): void {
  describe('relayed', () => {
    let bench: BullmqBench
    let seen: unknown[]

    beforeEach(() => {
      bench = bullmqBench()
      seen = []
      bench.triggers.functions({ note: ({ record }) => ({ noted: seen.push(record!.id) }) })
      bench.triggers.register('orders', noted)
    })
    afterEach(() => bench.close())

    const write = (...ids: number[]) =>
      bench.database.create(
        'orders',
        ids.map((id) => ({ id, status: 'new' })),
      )
    const openQueue = () => new Queue(bench.queue.name, bench.queue)

    test('R43 are run and written back, by any number of workers', async () => {
      const ids = Array.from({ length: 300 }, (_, index) => index + 1)
      await write(...ids)
      const relay = bench.relay()
      const workers = [bench.worker(), bench.worker()]
      for (const each of [relay, ...workers]) await each.start()
      await bench.done(300)
      expect([...seen].sort((a, b) => Number(a) - Number(b))).toEqual(ids)
      expect(relay.counters).toMatchObject({ relayed: 300, released: 0 })
      const [job] = (await bench.triggers.jobs.list({ limit: 1 })).jobs
      const details = await bench.triggers.jobs.get(job!.id)
      expect(details).toMatchObject({ state: 'completed', attempts: 1, failures: 0 })
      expect(details?.result).toEqual({ noted: expect.any(Number) })
      expect(details?.history).toMatchObject([{ outcome: 'completed', worker: expect.stringMatching(/^worker-/) }])
      for (const each of [relay, ...workers]) expect(await each.stop()).toEqual({ finished: true })
      expect(await bench.redis.keys(`${bench.queue.prefix}:triggers:0*`), 'BullMQ keeps nothing of them').toEqual([])
    })

    test('R43 what BullMQ is handed names the Job, and carries nothing of its row', async () => {
      await write(1)
      await bench.relay().runOnce()
      const queue = openQueue()
      const [queued] = await queue.getJobs(['waiting'])
      const [job] = (await bench.triggers.jobs.list()).jobs
      expect(job).toMatchObject({ state: 'relayed', attempts: 0 })
      expect(queued).toMatchObject({
        name: 'note/note',
        data: { triggerkit: 1, id: job!.id, runAt: expect.any(Number) },
      })
      expect(Object.keys(queued!.data as object)).toHaveLength(3)
      expect(queued!.id).toMatch(new RegExp(`^${job!.id}-\\d+$`))
      await queue.close()
    })

    test('R43 a move that is repeated adds nothing', async () => {
      await write(1, 2)
      const relay = bench.relay({ deadlineMs: 100, leaseMs: 100 })
      await relay.start()
      await until(() => relay.counters.relayed >= 6)
      const queue = openQueue()
      expect(await queue.getWaitingCount()).toBe(2)
      await queue.close()
      await bench.worker().start()
      await bench.done(2)
      expect([...seen].sort()).toEqual([1, 2])
    })

    test('R43 what BullMQ lost is relayed again past its deadline', async () => {
      await write(1, 2, 3)
      await bench.relay({ deadlineMs: 200 }).runOnce()
      await bench.forget()
      await bench.worker().start()
      await bench.relay({ deadlineMs: 200 }).start()
      await bench.done(3)
      expect([...seen].sort()).toEqual([1, 2, 3])
    })

    test('R43 what BullMQ takes for finished, and was not written back, is added again', async () => {
      await write(1)
      await bench.relay({ deadlineMs: 200, leaseMs: 100, keep: { completed: 10, failed: 10 } }).runOnce()
      const { name, ...options } = bench.queue
      const foreign = new QueueWorker(name, async () => undefined, options)
      const queue = openQueue()
      await until(async () => (await queue.getCompletedCount()) === 1)
      await foreign.close()
      await bench.worker().start()
      await bench.relay({ deadlineMs: 200, leaseMs: 100, keep: { completed: 10 } }).start()
      await bench.done(1)
      expect(seen).toEqual([1])
      await until(async () => (await queue.getCompletedCount()) === 1)
      await queue.close()
    })

    test('no more than `maxWaiting` wait in BullMQ', async () => {
      await write(1, 2, 3, 4, 5)
      const relay = bench.relay({ maxWaiting: 2 })
      await relay.start()
      await until(() => relay.counters.relayed === 2)
      await new Promise((resolve) => setTimeout(resolve, 100))
      expect(relay.counters.relayed).toBe(2)
      await bench.worker().start()
      await bench.done(5)
    })

    test('one that was discarded meanwhile is passed over', async () => {
      await write(1, 2)
      await bench.relay().runOnce()
      const [first] = (await bench.triggers.jobs.list()).jobs
      await bench.triggers.jobs.discard(first!.id)
      await bench.worker().start()
      await bench.done(1)
      expect(seen).toEqual([1])
    })

    test('R44 a worker that does not know how to run one gives it back', async () => {
      await write(1)
      await bench.relay().runOnce()
      const without = bullmqBench({ outbox: bench.outbox, queue: bench.queue })
      const worker = without.worker()
      await worker.start()
      await until(async () => (await bench.triggers.jobs.stats()).counts.ready === 1)
      expect((await bench.triggers.jobs.list()).jobs[0]).toMatchObject({ attempts: 0, failures: 0 })
      expect(worker.counters).toMatchObject({ started: 0, released: 1 })
      await without.close()
    })

    test("a queue of one's own stays open", async () => {
      await write(1)
      const queue = openQueue()
      const relay = bench.relay({ queue })
      await relay.runOnce()
      expect(relay.counters.relayed).toBe(1)
      expect(await queue.getWaitingCount()).toBe(1)
      await queue.close()
    })

    test('runOnce relays, and works, what is there', async () => {
      await write(1, 2, 3)
      expect(await bench.relay().runOnce()).toMatchObject({ relayed: 3 })
      expect(await bench.worker().runOnce()).toMatchObject({ completed: 3 })
      expect(seen).toHaveLength(3)
    })

    test('a job that no relay added fails, and says what to do', async () => {
      const queue = openQueue()
      await queue.add('something', { else: 1 }, { removeOnFail: false })
      await bench.worker().start()
      await until(async () => (await queue.getFailedCount()) === 1)
      const [failed] = await queue.getFailed()
      expect(failed!.failedReason).toContain('Give Triggerkit a queue of its own')
      await queue.close()
    })
  })
}
