import type { PauseTarget } from '@triggerkit/core/adapter'
import { expect, test } from 'vitest'
import { newChain, newJob, newJobs } from './new-job.ts'
import { BRIEF, LONG, type OutboxCase } from './outbox-case.ts'

const noCounts = { ready: 0, waiting: 0, leased: 0, relayed: 0, completed: 0, dead: 0, discarded: 0 }

/** Figures, pauses and workers. */
export function ledgerConformance(subject: OutboxCase): void {
  const paused = async (): Promise<PauseTarget[]> =>
    [...(await subject.other.ledger.stats()).paused].sort((a, b) =>
      `${a.kind} ${a.name}` < `${b.kind} ${b.name}` ? -1 : 1,
    )

  test('ledger / verify finds the outbox usable', async () => {
    await subject.outbox.verify(undefined)
    await subject.bench.transaction?.(async (handle) => {
      await subject.outbox.verify(handle)
      await subject.outbox.append(handle, newJobs(1))
    })
  })

  test('ledger / stats of nothing', async () => {
    const stats = await subject.outbox.ledger.stats()
    expect(stats).toEqual({ counts: noCounts, due: 0, paused: [], workers: [] })
    expect(stats.oldestDueMs).toBeUndefined()
  })

  test('ledger / stats: Jobs by state, those due and for how long', async () => {
    await subject.append(...newJobs(6), ...newChain(3))
    const [a, b, c, d] = await subject.take(6)
    await subject.complete(a!, b!)
    await subject.settle(c!, { state: 'dead', error: 'X: y' })
    await subject.settle(d!, { state: 'relayed', deadlineMs: LONG })
    await subject.append(newJob({ runAt: { inMs: LONG }, table: 'given up' }), newJob({ runAt: { inMs: LONG } }))
    await subject.append(newJob({ runAt: { at: Date.now() - 3_600_000 } }), newJob())
    await subject.outbox.ledger.discard({ table: 'given up' }, 1)
    const { counts, due, oldestDueMs } = await subject.outbox.ledger.stats()
    expect(counts).toEqual({ ready: 4, waiting: 2, leased: 2, relayed: 1, completed: 2, dead: 1, discarded: 1 })
    expect(due).toBe(3)
    expect(oldestDueMs).toBeGreaterThan(3_500_000)
    expect(oldestDueMs).toBeLessThan(3_700_000)
    for (const number of [due, oldestDueMs, ...Object.values(counts)]) expect(number).toSatisfy(Number.isFinite)
  })

  test('ledger / pauses and resumes, once or twice', async () => {
    const { ledger } = subject.outbox
    const target: PauseTarget = { kind: 'provider', name: 'http' }
    expect(await ledger.resume(target)).toBe(false)
    await ledger.pause(target)
    await ledger.pause({ ...target })
    expect(await paused()).toEqual([target])
    expect(await ledger.resume(target)).toBe(true)
    expect(await ledger.resume(target)).toBe(false)
    expect(await paused()).toEqual([])
  })

  test('ledger / pauses of one name and several kinds are several, whatever the name', async () => {
    const { ledger } = subject.outbox
    const names = ['a', 'A', 'a ', 'ä', "'", '%', '', 'key:a', 'x'.repeat(255)]
    const targets = names
      .flatMap((name) => (['key', 'provider', 'trigger'] as const).map((kind) => ({ kind, name })))
      .sort((a, b) => (`${a.kind} ${a.name}` < `${b.kind} ${b.name}` ? -1 : 1))
    for (const target of targets) await ledger.pause(target)
    expect(await paused()).toEqual(targets)
    expect(await ledger.resume({ kind: 'key', name: 'a' })).toBe(true)
    expect(await paused()).toEqual(targets.filter(({ kind, name }) => kind !== 'key' || name !== 'a'))
  })

  test('ledger / a Job paused twice stays paused until both are resumed', async () => {
    const { ledger } = subject.outbox
    await subject.append(newJob({ payload: 'x', trigger: 't', provider: 'p' }))
    await ledger.pause({ kind: 'trigger', name: 't' })
    await ledger.pause({ kind: 'provider', name: 'p' })
    expect(await subject.claimed()).toEqual([])
    await ledger.resume({ kind: 'trigger', name: 't' })
    expect(await subject.claimed()).toEqual([])
    await ledger.resume({ kind: 'provider', name: 'p' })
    expect(await subject.claimed()).toEqual(['x'])
  })

  test('ledger / a pause is not lost with the Jobs that it was for, and holds for later ones', async () => {
    await subject.outbox.ledger.pause({ kind: 'key', name: 'k' })
    await subject.append(newJob({ payload: 'held', orderingKey: 'k' }), newJob({ payload: 'free', key: 'k' }))
    expect(await subject.claimed()).toEqual(['free'])
  })

  test('ledger / resuming does not bring what is delayed before its time', async () => {
    const { ledger } = subject.outbox
    await ledger.pause({ kind: 'trigger', name: 't' })
    await subject.append(newJob({ trigger: 't', runAt: { inMs: LONG } }))
    await ledger.resume({ kind: 'trigger', name: 't' })
    expect(await subject.claimed()).toEqual([])
  })

  test('ledger / a worker id belongs to one instance while it renews it', async () => {
    const { ledger } = subject.outbox
    expect(await ledger.announce('w-1', 'one', LONG)).toBe('announced')
    expect(await ledger.announce('w-1', 'one', LONG)).toBe('announced')
    expect(await subject.other.ledger.announce('w-1', 'two', LONG)).toBe('taken')
    expect(await subject.other.ledger.announce('w-2', 'two', LONG)).toBe('announced')
    expect(await subject.other.ledger.announce('W-1', 'three', LONG)).toBe('announced')
    expect([...(await ledger.stats()).workers].sort()).toEqual(['W-1', 'w-1', 'w-2'])
  })

  test('ledger / a worker id is free once its time is over, or it is taken back by its instance', async () => {
    const { ledger } = subject.outbox
    await ledger.announce('w-1', 'one', BRIEF)
    await ledger.announce('w-2', 'one', LONG)
    await subject.passBriefly()
    expect((await ledger.stats()).workers).toEqual(['w-2'])
    expect(await ledger.announce('w-1', 'two', LONG)).toBe('announced')
    expect(await ledger.announce('w-1', 'one', LONG)).toBe('taken')
    await ledger.withdraw('w-2', 'two')
    await ledger.withdraw('none', 'two')
    expect(await ledger.announce('w-2', 'two', LONG)).toBe('taken')
    await ledger.withdraw('w-2', 'one')
    expect((await ledger.stats()).workers).toEqual(['w-1'])
    expect(await ledger.announce('w-2', 'two', LONG)).toBe('announced')
  })
}
