import { expect, test } from 'vitest'
import { newChain, newJob, newJobs } from './new-job.ts'
import { BRIEF, LONG, type OutboxCase } from './outbox-case.ts'

/** How leases end: in the caller's transaction, and as handed on to another queue. */
export function settleConformance(subject: OutboxCase): void {
  test('settle / R40 rolled back with the transaction, the Job is still leased', async () => {
    const { outbox, bench } = subject
    if (bench.transaction === undefined) return
    await subject.append(...newChain(2, { orderingKey: 'k', payload: 'x' }), ...newJobs(4, { payload: 'y' }))
    const jobs = await subject.claim()
    const before = await subject.rows()
    const [a, b, c, d, e] = jobs.map(({ id, lease }) => ({ id, lease }))
    const rolledBack = bench.transaction(async (handle) => {
      const settled = await outbox.settle(handle, [
        { ...a!, state: 'completed', result: 'r', history: 'h' },
        { ...b!, state: 'ready', delayMs: 0, error: 'X: y' },
        { ...c!, state: 'dead', error: 'X: y' },
        { ...d!, state: 'released' },
        { ...e!, state: 'relayed', deadlineMs: 0 },
      ])
      throw new Error(`rolled back ${settled}`)
    })
    await expect(rolledBack).rejects.toThrow('rolled back 5')
    expect(await subject.rows()).toEqual(before)
    expect(await subject.claim()).toEqual([])
    await subject.complete(...jobs)
  })

  test('settle / Jobs that stand alone, and are said to, end like any other', async () => {
    const { outbox } = subject
    await subject.append(...newJobs(4, { payload: 'x' }))
    const [a, b, c, d] = (await subject.claim()).map(({ id, lease }) => ({ id, lease, alone: true }))
    const settled = await outbox.settle(undefined, [
      { ...a!, state: 'completed', result: 'r', history: 'h' },
      { ...b!, state: 'dead', error: 'X: y' },
      { ...c!, state: 'ready', delayMs: 60_000, error: 'X: y' },
      { ...d!, lease: 'somebody else’s', state: 'completed' },
    ])
    expect(settled).toBe(3)
    expect(await subject.states()).toEqual(['x:completed', 'x:dead', 'x:ready', 'x:leased'])
  })

  test('settle / R40 committed with the transaction, the Job is completed and the next of its chain ready', async () => {
    const { outbox, bench } = subject
    if (bench.transaction === undefined) return
    await subject.append(...newChain(2, { payload: 'x' }))
    const { id, lease } = await subject.claimOne()
    const settled = await bench.transaction(async (handle) => {
      await outbox.append(handle, [newJob({ payload: 'made' })])
      return outbox.settle(handle, [{ id, lease, state: 'completed', result: 'r' }])
    })
    expect(settled).toBe(1)
    expect(await subject.states()).toEqual(['x:completed', 'x:ready', 'made:ready'])
    expect(await subject.row({ id })).toMatchObject({ result: 'r' })
  })

  test('settle / R40 a lease that is lost settles none in the transaction, so that it can be rolled back', async () => {
    const { outbox, bench } = subject
    if (bench.transaction === undefined) return
    await subject.append(newJob({ payload: 'x' }))
    const lost = await subject.claimOne({ leaseMs: BRIEF })
    await subject.passBriefly()
    const held = await subject.claimOne()
    const ran = bench.transaction(async (handle) => {
      await outbox.append(handle, [newJob({ payload: 'made' })])
      const { id, lease } = lost
      if ((await outbox.settle(handle, [{ id, lease, state: 'completed' }])) === 0) throw new Error('lost')
    })
    await expect(ran).rejects.toThrow('lost')
    expect(await subject.states()).toEqual(['x:leased'])
    await subject.complete(held)
  })

  test('settle / completed: kept with its result, history and time, without an error', async () => {
    await subject.append(newJob())
    const failed = await subject.claimOne()
    await subject.settle(failed, { state: 'ready', delayMs: 0, error: 'X: y', history: 'h1' })
    const job = await subject.claimOne()
    await subject.settle(job, { state: 'completed', result: '{"ok":1}' })
    const row = await subject.row(job)
    expect(row).toMatchObject({ state: 'completed', attempts: 2, failures: 1, result: '{"ok":1}', history: 'h1' })
    expect(row.error).toBeUndefined()
    expect(row.dueAt).toBeUndefined()
    expect(row.finishedAt).toBeGreaterThanOrEqual(row.createdAt)
    expect(row.finishedAt).toSatisfy(Number.isSafeInteger)
    expect(row.worker).toBe('worker-1')
    expect(row).not.toHaveProperty('lease')
    expect(await subject.claim()).toEqual([])
  })

  test('settle / completed without a result has none, and an empty one is one', async () => {
    await subject.append(...newJobs(2))
    const [none, empty] = await subject.claim()
    await subject.settle(none!, { state: 'completed' })
    await subject.settle(empty!, { state: 'completed', result: '', history: '' })
    expect((await subject.row(none!)).result).toBeUndefined()
    expect(await subject.row(empty!)).toMatchObject({ result: '', history: '' })
  })

  test('settle / R43 relayed: not claimable before its deadline, and the attempt does not count', async () => {
    await subject.append(newJob())
    const job = await subject.claimOne()
    expect(await subject.settle(job, { state: 'relayed', deadlineMs: LONG, history: 'h' })).toBe(true)
    const row = await subject.row(job)
    expect(row).toMatchObject({ state: 'relayed', attempts: 0, failures: 0, history: 'h' })
    expect(Math.abs(row.dueAt! - row.createdAt - LONG)).toBeLessThan(10_000)
    expect(await subject.claim()).toEqual([])
  })

  test('settle / R43 relayed: its lease is its id from now on, and what came of it is written back', async () => {
    await subject.append(...newChain(2), newJob())
    const [first, second] = await subject.claim()
    for (const job of [first!, second!]) await subject.settle(job, { state: 'relayed', deadlineMs: LONG })
    expect(await subject.settle(first!, { state: 'completed' })).toBe(false)
    expect(await subject.outbox.renew(first!.id, [first!.id, second!.id], LONG * 2)).toEqual([first!.id])
    expect(await subject.settle({ ...first!, lease: first!.id }, { state: 'completed', result: 'r' })).toBe(true)
    expect(await subject.settle({ ...second!, lease: second!.id }, { state: 'dead', error: 'X: y' })).toBe(true)
    expect(await subject.settle({ ...second!, lease: second!.id }, { state: 'completed' })).toBe(false)
    expect((await subject.rows()).map(({ state }) => state)).toEqual(['completed', 'ready', 'dead'])
    expect(await subject.row(first!)).toMatchObject({ result: 'r' })
    expect(await subject.row(second!)).toMatchObject({ failures: 1, error: 'X: y' })
  })

  test('settle / R43 relayed: past its deadline it is claimed again, and the other queue has lost it', async () => {
    await subject.append(newJob())
    const job = await subject.claimOne()
    await subject.settle(job, { state: 'relayed', deadlineMs: BRIEF })
    await subject.passBriefly()
    const again = await subject.claimOne()
    expect(again).toMatchObject({ id: job.id, state: 'leased', attempts: 1 })
    expect(await subject.settle({ ...job, lease: job.id }, { state: 'completed' })).toBe(false)
    expect(await subject.settle(again, { state: 'relayed', deadlineMs: LONG })).toBe(true)
    expect(await subject.settle({ ...job, lease: job.id }, { state: 'completed' })).toBe(true)
  })

  test('settle / R43 relayed: past its deadline, claimed by nobody, it can still be written back', async () => {
    await subject.append(newJob())
    const job = await subject.claimOne()
    await subject.settle(job, { state: 'relayed', deadlineMs: 0 })
    expect(await subject.settle({ ...job, lease: job.id }, { state: 'completed' })).toBe(true)
    expect(await subject.claim()).toEqual([])
  })

  test('settle / R42 R43 relayed: an attempt that begins in the other queue counts, and has a new deadline', async () => {
    await subject.append(newJob(), newJob())
    const [job, other] = await subject.claim()
    for (const each of [job!, other!]) await subject.settle(each, { state: 'relayed', deadlineMs: BRIEF })
    const there = { ...job!, lease: job!.id }
    expect(await subject.settle(there, { state: 'relayed', deadlineMs: LONG, begins: true })).toBe(true)
    expect(await subject.row(job!)).toMatchObject({ state: 'relayed', attempts: 1, failures: 0 })
    expect(await subject.settle(there, { state: 'relayed', deadlineMs: LONG })).toBe(true)
    await subject.passBriefly()
    expect((await subject.claim()).map(({ id }) => id)).toEqual([other!.id])
    expect(await subject.settle(there, { state: 'ready', delayMs: 0, error: 'X: y' })).toBe(true)
    expect(await subject.claimOne()).toMatchObject({ id: job!.id, attempts: 2, failures: 1 })
  })

  test('settle / R41 R43 a relayed Job holds its ordering key', async () => {
    await subject.append(...newJobs(2, { orderingKey: 'k' }))
    const job = await subject.claimOne()
    await subject.settle(job, { state: 'relayed', deadlineMs: LONG })
    expect(await subject.claim()).toEqual([])
    await subject.settle({ ...job, lease: job.id }, { state: 'completed' })
    await subject.complete(await subject.claimOne())
  })
}
