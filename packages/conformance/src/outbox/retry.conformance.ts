import { expect, test } from 'vitest'
import { newChain, newJob, newJobs } from './new-job.ts'
import { BRIEF, claimRequest, LONG, type OutboxCase } from './outbox-case.ts'

/** Attempts that fail, and Jobs that people try again. */
export function retryConformance(subject: OutboxCase): void {
  test('retry / R42 a failed attempt is due again after its delay, with the failure counted and told', async () => {
    await subject.append(newJob())
    const first = await subject.claimOne()
    expect(await subject.settle(first, { state: 'ready', delayMs: BRIEF, error: 'BUSY: later' })).toBe(true)
    const row = await subject.row(first)
    expect(row).toMatchObject({ state: 'ready', attempts: 1, failures: 1, error: 'BUSY: later' })
    expect(row.dueAt).toBe(row.runAt)
    expect(row.history).toBeUndefined()
    expect(row.finishedAt).toBeUndefined()
    await subject.passBriefly()
    const second = await subject.claimOne()
    expect(second).toMatchObject({ id: first.id, attempts: 2, failures: 1, error: 'BUSY: later' })
    await subject.settle(second, { state: 'ready', delayMs: LONG, error: 'BUSY: again', history: 'h2' })
    expect(await subject.claim()).toEqual([])
    const again = await subject.row(first)
    expect(again).toMatchObject({ attempts: 2, failures: 2, error: 'BUSY: again', history: 'h2' })
    expect(Math.abs(again.runAt - again.createdAt - LONG)).toBeLessThan(10_000)
  })

  test('retry / R42 a dead Job stays, with its error, failures and time', async () => {
    await subject.append(newJob())
    const job = await subject.die('GONE: no such shop')
    const row = await subject.row(job)
    expect(row).toMatchObject({ state: 'dead', attempts: 1, failures: 1, error: 'GONE: no such shop' })
    expect(row.finishedAt).toBeGreaterThanOrEqual(row.createdAt)
    expect(row.dueAt).toBeUndefined()
    await subject.passBriefly()
    expect(await subject.claim()).toEqual([])
  })

  test('retry / R42 a Job given back is due at once, and its attempt counts only where it says so', async () => {
    await subject.append(newJob())
    const first = await subject.claimOne()
    await subject.settle(first, { state: 'released' })
    expect(await subject.row(first)).toMatchObject({ state: 'ready', attempts: 0, failures: 0 })
    const second = await subject.claimOne()
    expect(second.attempts).toBe(1)
    await subject.settle(second, { state: 'released', counts: true, history: 'h' })
    expect(await subject.row(first)).toMatchObject({ state: 'ready', attempts: 1, failures: 0, history: 'h' })
    const third = await subject.claimOne()
    await subject.settle(third, { state: 'released', counts: false, delayMs: LONG })
    expect(await subject.row(first)).toMatchObject({ state: 'ready', attempts: 1 })
    expect(await subject.claim()).toEqual([])
  })

  test('retry / a Job given back keeps the error of the attempt before', async () => {
    await subject.append(newJob())
    const first = await subject.claimOne()
    await subject.settle(first, { state: 'ready', delayMs: 0, error: 'X: y', history: 'h' })
    await subject.settle(await subject.claimOne(), { state: 'released' })
    expect(await subject.row(first)).toMatchObject({ attempts: 1, failures: 1, error: 'X: y', history: 'h' })
  })

  test('retry / makes dead and discarded Jobs claimable now, with no attempt counted', async () => {
    await subject.append(newJob({ payload: 'dead' }))
    await subject.die()
    await subject.append(newJob({ payload: 'discarded', runAt: { inMs: LONG } }))
    expect(await subject.outbox.ledger.discard({ states: ['ready'] }, 10)).toBe(1)
    expect(await subject.states()).toEqual(['dead:dead', 'discarded:discarded'])
    expect(await subject.outbox.ledger.retry({}, 10)).toBe(2)
    for (const row of await subject.rows()) {
      expect(row).toMatchObject({ state: 'ready', attempts: 0, failures: 0 })
      expect(row.finishedAt).toBeUndefined()
      expect(row.dueAt).toBe(row.runAt)
    }
    expect(await subject.claimed()).toEqual(['dead', 'discarded'])
  })

  test('retry / a dead Job keeps why it died until it runs again', async () => {
    await subject.append(newJob())
    const job = await subject.claimOne()
    await subject.settle(job, { state: 'dead', error: 'GONE: away', history: 'h' })
    await subject.outbox.ledger.retry({ ids: [job.id] }, 1)
    expect(await subject.row(job)).toMatchObject({ state: 'ready', error: 'GONE: away', history: 'h' })
  })

  test('retry / brings forward what waits for its next attempt or its time', async () => {
    await subject.append(newJob({ payload: 'failed' }))
    await subject.settle(await subject.claimOne(), { state: 'ready', delayMs: LONG, error: 'X: y' })
    await subject.append(newJob({ payload: 'delayed', runAt: { inMs: LONG } }), newJob({ payload: 'due' }))
    expect(await subject.claimed({ limit: 1 })).toEqual(['due'])
    expect(await subject.outbox.ledger.retry({}, 10)).toBe(2)
    expect((await subject.rows())[0]).toMatchObject({ attempts: 0, failures: 0 })
    expect(await subject.claimed()).toEqual(['failed', 'delayed'])
  })

  test('retry / leaves alone what is due, runs, is handed on, waits for its chain or is completed', async () => {
    await subject.append(...newJobs(3, { payload: 'x' }), ...newChain(2, { payload: 'c', runAt: { at: 5 } }))
    const [leased, relayed, completed, released] = await subject.claim()
    expect([leased!.payload, released!.payload]).toEqual(['x', 'c'])
    await subject.settle(relayed!, { state: 'relayed', deadlineMs: LONG })
    await subject.complete(completed!)
    await subject.settle(released!, { state: 'released' })
    const before = await subject.rows()
    expect(await subject.outbox.ledger.retry({}, 10)).toBe(0)
    expect(await subject.rows()).toEqual(before)
  })

  test('retry / at most so many, the oldest first, and in the end all of them', async () => {
    await subject.append(...newJobs(7, { payload: 'x' }).reverse(), newJob({ payload: 'due', handler: 'mail.send' }))
    for (const job of await subject.claim({ handlers: ['http.request'] }))
      await subject.settle(job, { state: 'dead', error: 'X: y' })
    expect(await subject.outbox.ledger.retry({}, 3)).toBe(3)
    expect((await subject.rows()).map(({ state }) => state).join(' ')).toBe(
      'ready ready ready dead dead dead dead ready',
    )
    expect(await subject.outbox.ledger.retry({}, 3)).toBe(3)
    expect(await subject.outbox.ledger.retry({}, 3)).toBe(1)
    expect(await subject.outbox.ledger.retry({}, 3)).toBe(0)
    expect((await subject.claim()).length).toBe(8)
  })

  test('retry / R41 a retried Job of a key goes first again, once none of its key runs', async () => {
    await subject.append(
      ...['a', 'b', 'c'].map((payload) => newJob({ payload, orderingKey: 'k', onDead: 'skip' })),
      newJob({ payload: 'other', orderingKey: 'o' }),
    )
    const [a, other] = await subject.claim()
    await subject.settle(a!, { state: 'dead', error: 'X: y' })
    const b = await subject.claimOne()
    expect([a!.payload, other!.payload, b.payload]).toEqual(['a', 'other', 'b'])
    expect(await subject.outbox.ledger.retry({ ids: [a!.id] }, 1)).toBe(1)
    expect(await subject.claimed()).toEqual([])
    await subject.complete(b)
    expect(await subject.claimed()).toEqual(['a'])
  })

  test('retry / R41 R42 and does not wait for one of its key whose lease is over', async () => {
    await subject.append(...['a', 'b'].map((payload) => newJob({ payload, orderingKey: 'k', onDead: 'skip' })))
    const a = await subject.die()
    expect((await subject.claimOne({ leaseMs: BRIEF })).payload).toBe('b')
    await subject.passBriefly()
    await subject.outbox.ledger.retry({ ids: [a.id] }, 1)
    const again = await subject.outbox.claim(claimRequest())
    expect(again.jobs.map(({ payload }) => payload)).toEqual(['a'])
    await subject.complete(again.jobs[0]!)
    expect(await subject.claimed()).toEqual(['b'])
  })
}
