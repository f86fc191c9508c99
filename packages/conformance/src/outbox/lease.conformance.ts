import { expect, test } from 'vitest'
import { newJob, newJobId, newJobs } from './new-job.ts'
import { BRIEF, claimRequest, LONG, type OutboxCase, type SettlementOf } from './outbox-case.ts'

const endings: SettlementOf[] = [
  { state: 'completed', result: 'r' },
  { state: 'ready', delayMs: 0, error: 'X: y' },
  { state: 'dead', error: 'X: y' },
  { state: 'released' },
  { state: 'relayed', deadlineMs: LONG },
]

/** Leases, and Jobs handed on to another queue. */
export function leaseConformance(subject: OutboxCase): void {
  test('lease / R42 past its end anyone may claim the Job, and each claim counts', async () => {
    await subject.append(newJob())
    const first = await subject.claimOne({ leaseMs: BRIEF })
    await subject.passBriefly()
    const { jobs } = await subject.other.claim(claimRequest({ leaseMs: BRIEF, worker: 'worker-2' }))
    expect(jobs).toMatchObject([{ id: first.id, attempts: 2, failures: 0, worker: 'worker-2' }])
    await subject.passBriefly()
    expect(await subject.claimOne()).toMatchObject({ id: first.id, attempts: 3, failures: 0, worker: 'worker-1' })
    expect(await subject.claim()).toEqual([])
  })

  test('lease / R42 renewal makes it last from now, longer or shorter', async () => {
    await subject.append(...newJobs(2))
    const [kept, left] = await subject.claim({ lease: 'one', leaseMs: BRIEF * 2 })
    expect(await subject.outbox.renew('one', [kept!.id], LONG)).toEqual([kept!.id])
    await subject.bench.pass(BRIEF * 3)
    expect((await subject.claim({ lease: 'two' })).map(({ id }) => id)).toEqual([left!.id])
    expect(await subject.outbox.renew('one', [kept!.id, left!.id], BRIEF)).toEqual([kept!.id])
    await subject.passBriefly()
    expect((await subject.claim()).map(({ id }) => id)).toEqual([kept!.id])
  })

  test('lease / R42 past its end but claimed by nobody it can be renewed and settled', async () => {
    await subject.append(...newJobs(2))
    const [first, second] = await subject.claim({ lease: 'one', leaseMs: BRIEF })
    await subject.passBriefly()
    expect(await subject.outbox.renew('one', [first!.id], LONG)).toEqual([first!.id])
    expect(await subject.settle(second!, { state: 'completed' })).toBe(true)
    expect(await subject.claim()).toEqual([])
  })

  test('lease / R42 renewal of nothing, of no such Job, under no such lease is none', async () => {
    await subject.append(newJob())
    const job = await subject.claimOne()
    const before = await subject.rows()
    expect(await subject.outbox.renew(job.lease, [], LONG)).toEqual([])
    expect(await subject.outbox.renew(job.lease, [newJobId()], LONG * 2)).toEqual([])
    expect(await subject.outbox.renew(newJobId(), [job.id], LONG * 2)).toEqual([])
    expect(await subject.outbox.renew(job.id, [job.id], LONG * 2)).toEqual([])
    expect(await subject.rows()).toEqual(before)
  })

  for (const ending of endings)
    test(`lease / R42 to settle as ${ending.state} under a lease that is lost, foreign or over changes nothing`, async () => {
      await subject.append(newJob({ chain: { id: 'c', position: 0 } }), newJob({ chain: { id: 'c', position: 1 } }))
      const lost = await subject.claimOne({ leaseMs: BRIEF })
      await subject.passBriefly()
      const held = await subject.claimOne()
      const before = await subject.rows()
      expect(await subject.settle(lost, ending)).toBe(false)
      expect(await subject.settle({ ...held, lease: newJobId() }, ending)).toBe(false)
      expect(await subject.settle({ ...held, lease: held.id }, ending)).toBe(false)
      expect(await subject.settle({ ...held, id: newJobId() }, ending)).toBe(false)
      expect(await subject.outbox.renew(lost.lease, [lost.id], LONG * 2)).toEqual([])
      expect(await subject.rows()).toEqual(before)
      expect(await subject.settle(held, { state: 'completed' })).toBe(true)
      const done = await subject.rows()
      expect(await subject.settle(held, ending)).toBe(false)
      expect(await subject.rows()).toEqual(done)
    })

  test('lease / R42 settles many at once, and says how many were held', async () => {
    await subject.append(...newJobs(6, { payload: 'x' }))
    const [a, b, c, d, e, f] = await subject.claim()
    await subject.complete(f!)
    const state = 'completed'
    expect(await subject.outbox.settle(undefined, [])).toBe(0)
    expect(
      await subject.outbox.settle(undefined, [
        { id: a!.id, lease: a!.lease, state },
        { id: b!.id, lease: newJobId(), state },
        { id: c!.id, lease: c!.lease, state: 'dead', error: 'X: y' },
        { id: d!.id, lease: d!.lease, state: 'ready', delayMs: LONG, error: 'X: z' },
        { id: e!.id, lease: e!.lease, state: 'released' },
        { id: f!.id, lease: f!.lease, state },
        { id: a!.id, lease: a!.lease, state: 'dead', error: 'twice' },
      ]),
    ).toBe(4)
    expect(await subject.states()).toEqual(
      ['completed', 'leased', 'dead', 'ready', 'ready', 'completed'].map((each) => `x:${each}`),
    )
  })

  test('lease / a Job whose lease ended while it was paused runs again once it is resumed', async () => {
    await subject.append(newJob({ payload: 'a' }))
    await subject.claimOne({ leaseMs: BRIEF })
    await subject.outbox.ledger.pause({ kind: 'provider', name: 'http' })
    await subject.passBriefly()
    expect(await subject.claim()).toEqual([])
    await subject.outbox.ledger.resume({ kind: 'provider', name: 'http' })
    expect(await subject.claimOne()).toMatchObject({ payload: 'a', attempts: 2 })
  })
}
