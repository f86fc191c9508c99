import { expect, test } from 'vitest'
import { newJob, newJobs } from './new-job.ts'
import { LONG, type OutboxCase } from './outbox-case.ts'

export function appendConformance(subject: OutboxCase): void {
  test('append / keeps nothing of nothing', async () => {
    await subject.append()
    expect(await subject.rows()).toEqual([])
  })

  test('append / keeps every Job, in order, as it was given', async () => {
    const jobs = [
      newJob({ payload: 'a', triggerVersion: 7, format: 2, maxAttempts: 1, table: 'items', key: '["x",1]' }),
      newJob({ payload: 'b', orderingKey: 'k', onDead: 'skip', continueOnError: true, provider: 'shop' }),
      newJob({ payload: 'c', chain: { id: 'c1', position: 0 }, handler: 'custom:count', key: '', action: 'count' }),
      newJob({ payload: 'd', chain: { id: 'c1', position: 1 }, trigger: 'other' }),
    ]
    await subject.append(...jobs)
    const rows = await subject.rows()
    expect(rows.map(({ seq: _seq, createdAt: _createdAt, runAt: _runAt, dueAt: _dueAt, ...row }) => row)).toEqual(
      jobs.map((job, index) => ({ ...job, state: index === 3 ? 'waiting' : 'ready', attempts: 0, failures: 0 })),
    )
  })

  test('append / gives numbers for numbers, and nothing for what is absent', async () => {
    await subject.append(newJob())
    const [row] = await subject.rows()
    const { seq, createdAt, runAt, dueAt, format, triggerVersion, maxAttempts, attempts, failures } = row!
    for (const number of [seq, createdAt, runAt, dueAt, format, triggerVersion, maxAttempts, attempts, failures])
      expect(number).toSatisfy(Number.isSafeInteger)
    expect(row!.continueOnError).toBe(false)
    const { chain, orderingKey, finishedAt, worker, result, error, history } = row!
    for (const absent of [chain, orderingKey, finishedAt, worker, result, error, history])
      expect(absent).toBeUndefined()
    expect(row).not.toHaveProperty('dedupe')
  })

  test('append / times are near now, and due when it was appended', async () => {
    await subject.append(newJob())
    const [row] = await subject.rows()
    expect(Math.abs(row!.createdAt - Date.now())).toBeLessThan(60_000)
    expect(Math.abs(row!.runAt - row!.createdAt)).toBeLessThan(1_000)
    expect(row!.dueAt).toBe(row!.runAt)
  })

  test('append / a delay counts from now', async () => {
    await subject.append(newJob({ runAt: { inMs: LONG } }))
    const [row] = await subject.rows()
    expect(Math.abs(row!.runAt - row!.createdAt - LONG)).toBeLessThan(1_000)
    expect(row!.dueAt).toBe(row!.runAt)
  })

  test('append / an instant is kept to the millisecond, past or to come', async () => {
    const instants = [Date.UTC(2001, 1, 3, 4, 5, 6, 789), Date.UTC(2090, 11, 31, 23, 59, 59, 999), 0]
    await subject.append(...instants.map((at) => newJob({ runAt: { at } })))
    const rows = await subject.rows()
    expect(rows.map(({ runAt }) => runAt)).toEqual(instants)
    expect(rows.map(({ dueAt }) => dueAt)).toEqual(instants)
  })

  test('append / R41 seq grows in the order of append, within a call and from call to call', async () => {
    const jobs = newJobs(5)
    await subject.append(...jobs.slice(0, 3))
    await subject.append(jobs[3]!)
    await subject.other.append(undefined, [jobs[4]!])
    const rows = await subject.rows()
    expect(rows.map(({ id }) => id)).toEqual(jobs.map(({ id }) => id))
    expect(new Set(rows.map(({ seq }) => seq)).size).toBe(5)
  })

  test('append / R41 the order of append is not that of the ids', async () => {
    const jobs = newJobs(50).reverse()
    await subject.append(...jobs)
    expect((await subject.rows()).map(({ id }) => id)).toEqual(jobs.map(({ id }) => id))
  })

  test('append / 10,000 Jobs in one call', async () => {
    const jobs = Array.from({ length: 10_000 }, (_, index) => newJob({ payload: `${index}` }))
    await subject.append(...jobs)
    const rows = await subject.rows()
    expect(rows.length).toBe(jobs.length)
    expect(rows.findIndex(({ id }, index) => id !== jobs[index]!.id)).toBe(-1)
  })

  test('append / an id that is there already is an error, and nothing of that call is kept', async () => {
    const job = newJob({ payload: 'first' })
    await subject.append(job)
    await expect(subject.append(newJob({ payload: 'other' }), { ...job, payload: 'second' })).rejects.toThrow()
    const twice = newJob({ payload: 'twice' })
    await expect(subject.append(twice, twice)).rejects.toThrow()
    expect(await subject.states()).toEqual(['first:ready'])
  })

  transactionalAppend(subject)
}

function transactionalAppend(subject: OutboxCase): void {
  test('append / is part of the transaction where the outbox says so', async () => {
    const { outbox, bench } = subject
    expect(bench.transaction !== undefined).toBe(outbox.transactional)
    if (bench.transaction === undefined) return
    const jobs = newJobs(7)
    await bench.transaction(async (handle) => {
      await outbox.append(handle, jobs.slice(0, 3))
      await outbox.append(handle, [])
      await outbox.append(handle, jobs.slice(3))
    })
    expect((await subject.rows()).map(({ id }) => id)).toEqual(jobs.map(({ id }) => id))
  })

  test('append / a rollback leaves none', async () => {
    const { outbox, bench } = subject
    if (bench.transaction === undefined) return
    const rolledBack = bench.transaction(async (handle) => {
      await outbox.append(handle, newJobs(3, { orderingKey: 'k', dedupe: { key: 'once', windowMs: LONG } }))
      throw new Error('rolled back')
    })
    await expect(rolledBack).rejects.toThrow('rolled back')
    expect(await subject.rows()).toEqual([])
    await subject.append(newJob({ payload: 'after', orderingKey: 'k', dedupe: { key: 'once', windowMs: LONG } }))
    expect(await subject.claimed()).toEqual(['after'])
  })

  test('append / R41 transactions that follow one another append in the order of their commits', async () => {
    const { outbox, bench } = subject
    if (bench.transaction === undefined) return
    for (const payload of ['a', 'b', 'c'])
      await bench.transaction((handle) => outbox.append(handle, [newJob({ payload }), newJob({ payload })]))
    expect((await subject.rows()).map(({ payload }) => payload).join('')).toBe('aabbcc')
  })
}
