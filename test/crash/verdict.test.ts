import { describe, expect, test } from 'vitest'
import { leaseMs } from './fixture/crash-triggers.ts'
import { outboxPoints } from './fixture/kill-point.ts'
import type { LedgerEntry } from './fixture/ledger.ts'
import { planLife } from './fixture/schedule.ts'
import { type Aftermath, judge, type Verdict } from './fixture/verdict.ts'

type Entry = LedgerEntry

const executed = (life: number, trigger: string, action: string, more: object = {}): Entry => {
  const job = `${trigger}/${action}`
  return { life, event: 'executed', trigger, action, label: 'a', job, attempt: `${job}#1`, ...more } as Entry
}
const all: Entry[] = [
  executed(1, 'once', 'tell', { label: 'g' }),
  executed(1, 'plain', 'tell'),
  executed(1, 'ordered', 'tell', { stream: 's', place: 1 }),
  executed(1, 'chain', 'first'),
  executed(1, 'chain', 'second', { given: 'a' }),
]
const ended = (event: 'completed' | 'failed' | 'lost', job: string): Entry => {
  return { life: 1, event, job, attempt: `${job}#1` }
}
const leased = (attempt: string, at: number): Entry => {
  return { life: 1, event: 'leased', attempts: [attempt], from: at, to: at }
}
const jobs: Aftermath['jobs'] = ['tell', 'tell', 'tell', 'first', 'second', 'insert'].map((action) => {
  return { state: 'completed', trigger: '', action }
})
const sound: Aftermath = {
  entries: all,
  items: [{ key: '1', label: 'a', status: 's', stock: 1, note: 'g' }],
  receipts: ['a'],
  jobs,
  killed: new Set([1]),
}
const faults = (change: Partial<Aftermath>): (keyof Verdict)[] => {
  const verdict = judge({ ...sound, ...change })
  return (Object.keys(verdict) as (keyof Verdict)[]).filter((part) => {
    const found = verdict[part]
    return Array.isArray(found) && found.length > 0
  })
}
const again = (life: number, more: object = {}): Entry =>
  executed(life, 'plain', 'tell', { attempt: 'plain/tell#2', ...more })

describe('what the crash suite finds', () => {
  test('nothing where all is well', () => {
    expect(judge(sound)).toMatchObject({ committed: 1, executed: 5, again: 0 })
    expect(faults({})).toEqual([])
  })

  test('what was committed and not executed', () => {
    for (const left of all) expect(faults({ entries: all.filter((entry) => entry !== left) })).toContain('lost')
  })

  test('what was executed and not committed, in the ledger and in the database', () => {
    expect(faults({ entries: [...all, executed(1, 'plain', 'tell', { label: 'b', job: 'b' })] })).toEqual(['invented'])
    expect(faults({ receipts: ['a', 'b'] })).toEqual(['invented'])
    expect(faults({ entries: [...all, executed(1, 'touched', 'tell')] })).toEqual(['invented'])
  })

  test('R40 rows of a Job that are missing, or too many', () => {
    expect(faults({ receipts: [] })).toEqual(['receipts'])
    expect(faults({ receipts: ['a', 'a'] })).toEqual(['receipts'])
  })

  test('R42 a repeat without a reason', () => {
    expect(faults({ entries: [...all, again(2)] })).toEqual([])
    expect(faults({ entries: [...all, again(2)], killed: new Set([2]) })).toEqual(['repeated'])
    expect(faults({ entries: [...all, again(1)] })).toEqual(['repeated'])
    expect(faults({ entries: [...all, again(2, { attempt: 'plain/tell#1' })] })).toEqual(['repeated'])
    expect(faults({ entries: [...all, ended('completed', 'plain/tell'), again(2)] })).toEqual(['repeated'])
  })

  test('R42 a repeat after a failure or a lease that was over is right', () => {
    for (const event of ['failed', 'lost'] as const)
      expect(faults({ entries: [...all, ended(event, 'plain/tell'), again(1)] })).toEqual([])
    const repeatedAfter = (ms: number): Entry[] => [
      ...[leased('plain/tell#1', 1_000), ...all, leased('plain/tell#2', 1_000 + ms), again(1)],
    ]
    expect(faults({ entries: repeatedAfter(leaseMs) })).toEqual([])
    expect(faults({ entries: repeatedAfter(leaseMs - 1) })).toEqual(['repeated'])
  })

  test('R41 R29 what ran in the wrong order', () => {
    const earlier = executed(2, 'ordered', 'tell', { label: 'b', job: 'b', stream: 's', place: 0 })
    expect(faults({ entries: [...all, earlier] })).toContain('disordered')
    const [once, plain, ordered, first, second] = all
    expect(faults({ entries: [once!, plain!, ordered!, second!, first!] })).toEqual(['disordered'])
    expect(faults({ entries: [once!, plain!, ordered!, first!, executed(1, 'chain', 'second')] })).toEqual([
      'disordered',
    ])
  })

  test('R42 a Job that nobody ran, and one that is not there', () => {
    expect(faults({ jobs: jobs.with(0, { state: 'leased', trigger: 'plain', action: 'tell' }) })).toEqual(['stuck'])
    expect(faults({ jobs: jobs.slice(1) })).toEqual(['jobs'])
  })
})

describe('a schedule', () => {
  const plans = (seed: number) =>
    Array.from({ length: 60 }, (_, life) => planLife({ engine: 'e', seed, points: outboxPoints }, life + 1))

  test('is a function of its seed', () => {
    expect(plans(1)).toEqual(plans(1))
    expect(plans(1)).not.toEqual(plans(2))
  })

  test('comes to every point, and to any time', () => {
    expect(new Set(plans(3).flatMap(({ at }) => at?.point ?? []))).toEqual(new Set(outboxPoints))
    expect(plans(3).filter(({ afterMs }) => afterMs !== undefined)).toHaveLength(15)
  })
})
