import { afterEach, describe, expect, test } from 'vitest'
import { type BullmqBench, bullmqBench, hasRedis, until } from './fixture/queue-bench.ts'

let bench: BullmqBench

async function completed({ triggers }: BullmqBench): Promise<number> {
  return (await triggers.jobs.stats()).counts.completed
}

describe.skipIf(!hasRedis)('Jobs by BullMQ', () => {
  afterEach(() => bench.close())

  test('R43 are relayed, run, and written back', async () => {
    bench = bullmqBench()
    const { triggers, database } = bench
    const seen: unknown[] = []
    triggers.functions({ note: ({ record }) => ({ noted: seen.push(record!.id) }) })
    triggers.register('orders', {
      name: 'note',
      events: ['afterInsert'],
      actions: [{ type: 'custom', function: 'note', timing: 'queued' }],
    })
    const rows = Array.from({ length: 300 }, (_, index) => ({ id: index + 1, status: 'new' }))
    await database.create('orders', rows)
    const relay = bench.relay()
    const workers = [bench.worker(), bench.worker()]
    await Promise.all([relay, ...workers].map((each) => each.start()))
    await until(async () => (await completed(bench)) === 300)
    expect([...seen].sort((a, b) => Number(a) - Number(b))).toEqual(rows.map(({ id }) => id))
    expect(relay.counters).toMatchObject({ relayed: 300, released: 0 })
    const [{ jobs }] = [await triggers.jobs.list({ limit: 1 })]
    const job = await triggers.jobs.get(jobs[0]!.id)
    expect(job).toMatchObject({ state: 'completed', attempts: 1, failures: 0, result: { noted: expect.any(Number) } })
    expect(job?.history).toMatchObject([{ outcome: 'completed', worker: expect.stringMatching(/^worker-/) }])
    for (const each of [relay, ...workers]) expect(await each.stop()).toEqual({ finished: true })
    expect(await bench.redis.keys(`${bench.queue.prefix}:triggers:0*`), 'BullMQ keeps nothing of them').toEqual([])
  })
})
