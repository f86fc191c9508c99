import { expect, test } from 'vitest'
import { newChain, newJob, newJobs } from './new-job.ts'
import { BRIEF, LONG, type OutboxCase } from './outbox-case.ts'

/** What is given up, and what is deleted. */
export function discardConformance(subject: OutboxCase): void {
  const { die, complete } = subject

  /** One Job in each state, with the state as its payload; `waiting` waits for `leased`. */
  const appendEach = async (): Promise<void> => {
    for (const [payload, settle] of [
      ['completed', () => subject.claimOne().then((job) => complete(job))],
      ['dead', () => die()],
      ['relayed', () => subject.claimOne().then((job) => subject.settle(job, { state: 'relayed', deadlineMs: LONG }))],
      ['discarded', () => subject.outbox.ledger.discard({ states: ['ready'] }, 1)],
    ] as const) {
      await subject.append(newJob({ payload }))
      await settle()
    }
    await subject.append(...newChain(2).map((job, index) => ({ ...job, payload: index ? 'waiting' : 'leased' })))
    await subject.claimOne()
    await subject.append(newJob({ payload: 'ready' }))
  }

  test('discard / what is not finished and not leased, and dead ones', async () => {
    await appendEach()
    const before = await subject.rows()
    expect(before.map(({ state }) => state)).toEqual(before.map(({ payload }) => payload))
    expect(await subject.outbox.ledger.discard({}, 100)).toBe(4)
    const kept = ['completed', 'leased', 'discarded']
    const rows = await subject.rows()
    expect(rows.map(({ state }) => state)).toEqual(
      before.map(({ state }) => (kept.includes(state) ? state : 'discarded')),
    )
    expect(rows.filter(({ payload }) => kept.includes(payload))).toEqual(
      before.filter(({ payload }) => kept.includes(payload)),
    )
    for (const row of rows.filter(({ state }) => state === 'discarded')) {
      expect(row.finishedAt).toSatisfy(Number.isSafeInteger)
      expect(row.dueAt).toBeUndefined()
    }
    expect(await subject.outbox.ledger.discard({}, 100)).toBe(0)
    expect(await subject.claim()).toEqual([])
  })

  test('discard / keeps what is known of the Job', async () => {
    await subject.append(newJob())
    const job = await subject.claimOne()
    await subject.settle(job, { state: 'dead', error: 'GONE: away', history: 'h' })
    await subject.outbox.ledger.discard({ ids: [job.id] }, 1)
    expect(await subject.row(job)).toMatchObject({ attempts: 1, failures: 1, error: 'GONE: away', history: 'h' })
  })

  test('discard / by filter, at most so many, the oldest first', async () => {
    await subject.append(...newJobs(5, { payload: 'x', table: 'items' }).reverse(), ...newJobs(2, { payload: 'y' }))
    expect(await subject.outbox.ledger.discard({ table: 'items' }, 2)).toBe(2)
    expect((await subject.rows()).map(({ state }) => state[0]).join('')).toBe('ddrrrrr')
    expect(await subject.outbox.ledger.discard({ table: 'items' }, 100)).toBe(3)
    expect(await subject.outbox.ledger.discard({ ids: [] }, 100)).toBe(0)
    expect(await subject.claimed()).toEqual(['y', 'y'])
  })

  test('discard / R43 what came of a relayed Job is no longer written back', async () => {
    await subject.append(newJob({ payload: 'x' }))
    const job = await subject.claimOne()
    await subject.settle(job, { state: 'relayed', deadlineMs: LONG })
    expect(await subject.outbox.ledger.discard({}, 1)).toBe(1)
    expect(await subject.settle({ ...job, lease: job.id }, { state: 'completed' })).toBe(false)
    expect(await subject.states()).toEqual(['x:discarded'])
  })

  test('purge / of what finished so long ago, and of nothing that is live', async () => {
    await appendEach()
    await subject.passBriefly()
    const { ledger } = subject.outbox
    expect(await ledger.purge({}, 100)).toBe(0)
    expect(await ledger.purge({ completedMs: LONG, deadMs: LONG }, 100)).toBe(0)
    expect(await ledger.purge({ completedMs: BRIEF, deadMs: LONG }, 100)).toBe(2)
    expect((await subject.rows()).map(({ payload }) => payload)).toEqual([
      'dead',
      'relayed',
      'leased',
      'waiting',
      'ready',
    ])
    expect(await ledger.purge({ deadMs: BRIEF }, 100)).toBe(1)
    expect(await ledger.purge({ completedMs: 0, deadMs: 0 }, 100)).toBe(0)
    expect((await subject.rows()).map(({ state }) => state)).toEqual(['relayed', 'leased', 'waiting', 'ready'])
  })

  test('purge / of the dead alone, of the completed alone', async () => {
    await subject.append(newJob({ payload: 'dead' }))
    await die()
    await subject.append(newJob({ payload: 'completed' }))
    await complete(await subject.claimOne())
    await subject.passBriefly()
    expect(await subject.outbox.ledger.purge({ deadMs: BRIEF }, 100)).toBe(1)
    expect(await subject.states()).toEqual(['completed:completed'])
    expect(await subject.outbox.ledger.purge({ completedMs: BRIEF }, 100)).toBe(1)
    expect(await subject.states()).toEqual([])
  })

  // Again where the machine was too busy to purge in time.
  test('purge / leaves what finished since', { retry: 3 }, async () => {
    await subject.append(...newJobs(2, { payload: 'x' }))
    const [old, recent] = await subject.claim()
    await complete(old!)
    await subject.bench.pass(250)
    await complete(recent!)
    expect(await subject.outbox.ledger.purge({ completedMs: 240 }, 100)).toBe(1)
    expect((await subject.rows()).map(({ id }) => id)).toEqual([recent!.id])
  })

  test('purge / at most so many at a time, until there are none', async () => {
    await subject.append(...newJobs(5))
    await complete(...(await subject.claim()))
    await subject.passBriefly()
    const purge = (): Promise<number> => subject.outbox.ledger.purge({ completedMs: 1, deadMs: 1 }, 2)
    expect([await purge(), await purge(), await purge(), await purge()]).toEqual([2, 2, 1, 0])
  })

  test('purge / R29 what waits for a dead Job goes with it, what went on without it stays', async () => {
    await subject.append(...newChain(3, { payload: 'stops' }))
    await die()
    await subject.append(...newChain(3, { payload: 'goes on', continueOnError: true }))
    await die()
    await subject.passBriefly()
    expect(await subject.outbox.ledger.purge({ deadMs: BRIEF }, 100)).toBe(2)
    expect(await subject.states()).toEqual(['goes on:ready', 'goes on:waiting'])
    await complete(await subject.claimOne())
    expect(await subject.claimed()).toEqual(['goes on'])
  })
}
