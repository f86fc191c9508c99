import type { PauseTarget } from '@triggerkit/core/adapter'
import { expect, test } from 'vitest'
import { newJob, newJobs } from './new-job.ts'
import { BRIEF, claimRequest, LONG, type OutboxCase } from './outbox-case.ts'

export function claimConformance(subject: OutboxCase): void {
  test('claim / nothing of nothing', async () => {
    expect(await subject.outbox.claim(claimRequest())).toEqual({ jobs: [], exhausted: true })
  })

  test('claim / R42 leases a due Job to one caller and counts the attempt', async () => {
    const job = newJob({ orderingKey: 'k', chain: { id: 'c', position: 0 } })
    await subject.append(job)
    const request = claimRequest({ worker: 'w-7' })
    const { jobs, exhausted } = await subject.outbox.claim(request)
    expect(exhausted).toBe(true)
    expect(jobs).toMatchObject([
      { ...job, state: 'leased', attempts: 1, failures: 0, worker: 'w-7', lease: request.lease },
    ])
    const { lease: _lease, ...row } = jobs[0]!
    expect(await subject.row(job)).toEqual(row)
    expect(Math.abs(row.dueAt - row.createdAt - LONG)).toBeLessThan(10_000)
    expect(await subject.other.claim(claimRequest())).toEqual({ jobs: [], exhausted: true })
  })

  test('claim / at most the limit, and says whether anything else is due', async () => {
    await subject.append(...newJobs(5))
    const sizes: number[] = []
    for (const limit of [2, 1]) {
      const { jobs, exhausted } = await subject.outbox.claim(claimRequest({ limit }))
      sizes.push(jobs.length)
      expect(exhausted).toBe(false)
    }
    expect(sizes).toEqual([2, 1])
    const { jobs, exhausted } = await subject.outbox.claim(claimRequest({ limit: 3 }))
    expect([jobs.length, exhausted]).toEqual([2, true])
  })

  test('claim / oldest due first, then by seq; given back by seq', async () => {
    await subject.append(
      ...['d', 'b', 'c', 'a', 'e'].map((payload) =>
        newJob({ payload, runAt: { at: 1_000_000 + (payload === 'e' ? 3 : payload.charCodeAt(0)) } }),
      ),
      newJob({ payload: 'e2', runAt: { at: 1_000_003 } }),
    )
    expect(await subject.outbox.claim(claimRequest({ limit: 3 }))).toMatchObject({
      jobs: [{ payload: 'a' }, { payload: 'e' }, { payload: 'e2' }],
    })
    expect(await subject.outbox.claim(claimRequest({ limit: 1 }))).toMatchObject({ jobs: [{ payload: 'b' }] })
    expect(await subject.claimed()).toEqual(['d', 'c'])
  })

  test('claim / nothing before it is due', async () => {
    await subject.append(
      newJob({ payload: 'later', runAt: { inMs: LONG } }),
      newJob({ payload: 'in 2090', runAt: { at: Date.UTC(2090, 0) } }),
      newJob({ payload: 'soon', runAt: { inMs: BRIEF * 4 } }),
      newJob({ payload: 'past', runAt: { at: 5 } }),
      newJob({ payload: 'now' }),
      newJob({ payload: 'at once', runAt: { inMs: 0 } }),
    )
    expect((await subject.claimed()).filter((payload) => payload !== 'soon')).toEqual(['past', 'now', 'at once'])
    await subject.bench.pass(BRIEF * 5)
    await subject.claimed()
    expect(await subject.states()).toEqual([
      'later:ready',
      'in 2090:ready',
      'soon:leased',
      'past:leased',
      'now:leased',
      'at once:leased',
    ])
  })

  test('claim / R44 leaves handlers and formats that it does not know alone, and is not held up by them', async () => {
    await subject.append(
      ...newJobs(5, { payload: 'type', handler: 'sms.send' }),
      ...newJobs(5, { payload: 'format', format: 3 }),
      newJob({ payload: 'case', handler: 'HTTP.request' }),
      newJob({ payload: 'space', handler: 'http.request ' }),
      newJob({ payload: 'known' }),
    )
    const before = (await subject.rows()).filter(({ payload }) => payload !== 'known')
    const { jobs } = await subject.outbox.claim(claimRequest({ limit: 2 }))
    expect(jobs).toMatchObject([{ payload: 'known' }])
    expect((await subject.rows()).filter(({ payload }) => payload !== 'known')).toEqual(before)
    expect(await subject.claimed({ handlers: [] })).toEqual([])
    expect(await subject.claimed({ formats: [] })).toEqual([])
    expect(await subject.claimed({ formats: [3] })).toEqual(Array(5).fill('format'))
    expect(await subject.claimed({ handlers: ['sms.send', 'mail.send'] })).toEqual(Array(5).fill('type'))
  })

  const targets: PauseTarget[] = [
    { kind: 'trigger', name: 'loud' },
    { kind: 'provider', name: 'slow' },
    { kind: 'key', name: 'k' },
  ]
  for (const target of targets)
    test(`claim / leaves out what is paused by ${target.kind}, until it is resumed`, async () => {
      const paused = { trigger: { trigger: 'loud' }, provider: { provider: 'slow' }, key: { orderingKey: 'k' } }
      await subject.append(
        ...newJobs(3, { payload: 'paused', ...paused[target.kind] }),
        newJob({ payload: 'other', key: 'k', action: 'loud', handler: 'mail.send' }),
        newJob({ payload: 'upper', trigger: 'LOUD', provider: 'SLOW', orderingKey: 'K' }),
        newJob({ payload: 'space', trigger: 'loud ', provider: 'slow ', orderingKey: 'k ' }),
      )
      await subject.outbox.ledger.pause(target)
      expect(await subject.claimed({ limit: 2 })).toEqual(['other', 'upper', 'space'])
      expect(await subject.claimed()).toEqual([])
      const counts = (await subject.outbox.ledger.stats()).counts
      expect(counts).toMatchObject({ ready: 3, leased: 3 })
      await subject.outbox.ledger.resume(target)
      expect(await subject.claimed()).toEqual(target.kind === 'key' ? ['paused'] : Array(3).fill('paused'))
    })

  test('claim / looks again at what it put off', async () => {
    await subject.append(newJob({ payload: 'paused', trigger: 'loud' }))
    await subject.outbox.ledger.pause({ kind: 'trigger', name: 'loud' })
    expect(await subject.claimed({ deferMs: BRIEF })).toEqual([])
    await subject.passBriefly()
    expect(await subject.claimed({ deferMs: BRIEF })).toEqual([])
    const [row] = await subject.rows()
    expect(row).toMatchObject({ state: 'ready', attempts: 0 })
    expect(row!.dueAt).toBeGreaterThan(row!.runAt)
  })

  test('claim / a pause takes hold of what is delayed or being tried again, and leaves a running Job alone', async () => {
    await subject.append(newJob({ payload: 'runs', trigger: 'loud' }))
    const running = await subject.claimOne()
    await subject.outbox.ledger.pause({ kind: 'trigger', name: 'loud' })
    expect(await subject.outbox.renew(running.lease, [running.id], LONG)).toEqual([running.id])
    expect(await subject.settle(running, { state: 'ready', delayMs: 0, error: 'X: y' })).toBe(true)
    await subject.append(newJob({ payload: 'new', trigger: 'loud' }))
    expect(await subject.claimed()).toEqual([])
    await subject.outbox.ledger.resume({ kind: 'trigger', name: 'loud' })
    expect(await subject.claimed()).toEqual(['runs', 'new'])
  })

  test('claim / what is dead, done or waits at the head does not hold up the rest', async () => {
    await subject.append(...newJobs(6, { payload: 'head', runAt: { at: 1 } }))
    const head = await subject.claim()
    for (const job of head.slice(0, 3)) await subject.settle(job, { state: 'dead', error: 'X: y' })
    await subject.complete(...head.slice(3, 5))
    await subject.settle(head[5]!, { state: 'relayed', deadlineMs: LONG })
    await subject.append(newJob({ payload: 'rest' }))
    expect(await subject.outbox.claim(claimRequest({ limit: 2 }))).toMatchObject({
      jobs: [{ payload: 'rest' }],
      exhausted: true,
    })
  })
}
