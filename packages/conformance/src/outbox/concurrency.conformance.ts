import type { ClaimedJob, Outbox } from '@triggerkit/core/adapter'
import { expect, test } from 'vitest'
import { newJob, newJobs } from './new-job.ts'
import { BRIEF, claimRequest, LONG, type OutboxCase } from './outbox-case.ts'

const deadlineMs = 15_000

/** Many at the same time; half of them as another process where there can be one. */
export function concurrencyConformance(subject: OutboxCase): void {
  const sides = (count: number): Outbox[] =>
    Array.from({ length: count }, (_, index) => (index % 2 ? subject.other : subject.outbox))

  /** Claims with `count` claimers until `isDone`. */
  async function claimTogether(
    count: number,
    limit: number,
    isDone: () => boolean,
    onJobs: (jobs: ClaimedJob[], outbox: Outbox) => Promise<void> | void,
  ): Promise<void> {
    const end = Date.now() + deadlineMs
    await Promise.all(
      sides(count).map(async (outbox) => {
        while (!isDone() && Date.now() < end) {
          const { jobs } = await outbox.claim(claimRequest({ limit, deferMs: BRIEF }))
          if (jobs.length === 0) await subject.bench.pass(5)
          else await onJobs(jobs, outbox)
        }
      }),
    )
  }

  test('concurrency / 8 claimers over 500 Jobs: each Job once', async () => {
    const jobs = newJobs(500)
    await subject.append(...jobs)
    const claimed: string[] = []
    await claimTogether(
      8,
      7,
      () => claimed.length >= 500,
      (got) => void claimed.push(...got.map(({ id }) => id)),
    )
    expect(claimed.sort()).toEqual(jobs.map(({ id }) => id).sort())
    expect((await subject.rows()).every(({ state, attempts }) => state === 'leased' && attempts === 1)).toBe(true)
  })

  test('concurrency / claims while appends run: each Job once, none missed', async () => {
    const appended: string[] = []
    const claimed: string[] = []
    let appending = 4
    const appends = sides(4).map(async (outbox) => {
      for (let call = 0; call < 10; call++) {
        const jobs = newJobs(5)
        await outbox.append(undefined, jobs)
        appended.push(...jobs.map(({ id }) => id))
      }
      appending--
    })
    const claims = claimTogether(
      4,
      3,
      () => appending === 0 && claimed.length >= appended.length,
      (got) => void claimed.push(...got.map(({ id }) => id)),
    )
    await Promise.all([...appends, claims])
    expect(claimed.sort()).toEqual(appended.sort())
    expect(claimed).toHaveLength(200)
  })

  test('concurrency / R41 8 claimers over 8 keys: one of a key at a time, in order', async () => {
    const keys = [...'abcdefgh']
    await subject.append(
      ...Array.from({ length: 10 }, (_, index) =>
        keys.map((orderingKey) => newJob({ orderingKey, payload: `${index}` })),
      ).flat(),
    )
    const running = new Set<string>()
    const faults: string[] = []
    const order = new Map(keys.map((key) => [key, '']))
    let done = 0
    await claimTogether(
      8,
      3,
      () => done >= 80,
      async (jobs, outbox) => {
        for (const { orderingKey: key, payload } of jobs) {
          if (running.has(key!)) faults.push(`${key} ${payload} runs beside another`)
          running.add(key!)
          order.set(key!, order.get(key!)! + payload)
        }
        await Promise.resolve()
        for (const { id, lease, orderingKey } of jobs) {
          running.delete(orderingKey!)
          const settled = await outbox.settle(undefined, [{ id, lease, state: 'completed' }])
          done += settled
        }
      },
    )
    expect(faults).toEqual([])
    expect(done).toBe(80)
    expect([...order.values()]).toEqual(keys.map(() => '0123456789'))
  })

  test('concurrency / R42 two who settle one lease: one of them holds it', async () => {
    await subject.append(...newJobs(20))
    for (const { id, lease } of await subject.claim()) {
      const settled = await Promise.all([
        subject.outbox.settle(undefined, [{ id, lease, state: 'completed', result: 'r' }]),
        subject.other.settle(undefined, [{ id, lease, state: 'dead', error: 'X: y' }]),
      ])
      expect(settled[0] + settled[1]).toBe(1)
      const row = await subject.row({ id })
      expect(row).toMatchObject(settled[0] ? { state: 'completed', failures: 0 } : { state: 'dead', failures: 1 })
    }
  })

  test('concurrency / R40 two transactions that settle one lease: one of them holds it', async () => {
    const { bench, outbox } = subject
    if (bench.transaction === undefined) return
    await subject.append(newJob({ payload: 'x' }))
    const { id, lease } = await subject.claimOne()
    const run = (payload: string): Promise<void> =>
      bench.transaction!(async (handle) => {
        await outbox.append(handle, [newJob({ payload })])
        const settled = await outbox.settle(handle, [{ id, lease, state: 'completed' }])
        await bench.pass(BRIEF)
        if (settled === 0) throw new Error('lost')
      })
    const results = await Promise.allSettled([run('made'), run('made')])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await subject.states()).toEqual(['x:completed', 'made:ready'])
  })

  test('concurrency / R42 a lease that is over is taken up by one', async () => {
    await subject.append(...newJobs(20))
    await subject.claim({ leaseMs: 1 })
    await subject.bench.pass(20)
    const claims = await Promise.all(sides(6).map((outbox) => outbox.claim(claimRequest({ leaseMs: LONG }))))
    const ids = claims.flatMap(({ jobs }) => jobs.map(({ id }) => id))
    expect(new Set(ids).size).toBe(ids.length)
    const rest = await subject.claim()
    expect(ids.length + rest.length).toBe(20)
    expect((await subject.rows()).every(({ attempts }) => attempts === 2)).toBe(true)
  })

  test('concurrency / a worker id announced by many at the same time is one of them', async () => {
    const answers = await Promise.all(
      sides(8).map((outbox, index) => outbox.ledger.announce('w', `instance ${index}`, LONG)),
    )
    expect(answers.filter((answer) => answer === 'announced')).toHaveLength(1)
  })

  test('concurrency / paused and resumed by many at the same time', async () => {
    const target = { kind: 'trigger', name: 't' } as const
    await Promise.all(sides(6).map((outbox) => outbox.ledger.pause(target)))
    expect((await subject.outbox.ledger.stats()).paused).toEqual([target])
    const resumed = await Promise.all(sides(6).map((outbox) => outbox.ledger.resume(target)))
    expect(resumed.filter(Boolean)).toHaveLength(1)
  })
}
