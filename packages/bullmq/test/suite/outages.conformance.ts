import { setTimeout as sleep } from 'node:timers/promises'
import { type OwnRedis, startRedis } from '@triggerkit/conformance/service'
import type { ActionFunction } from '@triggerkit/core'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type BullmqBench, bullmqBench, until } from '../fixture/queue-bench.ts'

const redis: OwnRedis | undefined = await startRedis()

export function outages(): void {
  describe.skipIf(redis === undefined)('when Redis goes', () => {
    const server = redis!
    let bench: BullmqBench
    let runs: unknown[]
    let work: ActionFunction

    beforeEach(async () => {
      await server.start()
      runs = []
      work = ({ record }) => void runs.push(record!.id)
      bench = bullmqBench({ place: server })
      bench.triggers.functions({ work: (context) => work(context) })
      bench.triggers.register('orders', {
        name: 'work',
        events: ['afterInsert'],
        actions: [{ type: 'custom', function: 'work', name: 'work', timing: 'queued' }],
      })
    })
    afterEach(() => bench.close())
    afterAll(() => server.stop())

    const write = (...ids: number[]) =>
      bench.database.create(
        'orders',
        ids.map((id) => ({ id, status: 'new' })),
      )

    test('R43 what ran meanwhile is written back, and what was lost with it is relayed again', async () => {
      let isHeld = true
      work = async ({ record }) => {
        runs.push(record!.id)
        while (isHeld) await sleep(5)
      }
      await write(1, 2, 3, 4, 5, 6)
      const worker = bench.worker({ concurrency: 2 })
      await worker.start()
      await bench.relay({ deadlineMs: 1_000, leaseMs: 600 }).start()
      await until(() => runs.length === 2)
      await server.stop()
      isHeld = false
      await bench.done(2)
      await server.start()
      await bench.done(6)
      expect([...runs].sort()).toEqual([1, 2, 3, 4, 5, 6])
      expect(await worker.stop()).toEqual({ finished: true })
    })

    test('a relay gives back what Redis does not take, says so, and goes on when it is there again', async () => {
      await server.stop()
      await write(1, 2)
      const relay = bench.relay({ leaseMs: 300 })
      const errors: string[] = []
      relay.on('worker-error', ({ error }) => errors.push(error.message))
      await relay.start()
      await bench.worker().start()
      await until(() => errors.some((message) => message.includes('did not take Jobs')))
      await server.start()
      await bench.done(2)
    })

    test('stop() does not wait for it', async () => {
      await write(1)
      const all = [bench.relay(), bench.worker()]
      for (const each of all) await each.start()
      await bench.done(1)
      await server.stop()
      await sleep(50)
      const began = Date.now()
      expect(await Promise.all(all.map((each) => each.stop()))).toEqual([{ finished: true }, { finished: true }])
      expect(Date.now() - began).toBeLessThan(8_000)
    })
  })
}
