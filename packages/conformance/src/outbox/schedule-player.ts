import type { ClaimedJob, JobFilter, JobRow, NewJob, PauseTarget } from '@triggerkit/core/adapter'
import { expect } from 'vitest'
import { newChain, newJob, newJobId } from './new-job.ts'
import { claimRequest, LONG, type OutboxCase, type SettlementOf } from './outbox-case.ts'
import { assertSound, thoseFirst } from './schedule-rules.ts'
import type { AppendedGroup, Step } from './schedule-step.ts'

const briefMs = 10

/** Plays a schedule, one step after the other, and holds each to what it may change. */
export class SchedulePlayer {
  readonly #subject: OutboxCase
  readonly #appended: NewJob[] = []
  /** All leases there ever were, the latest of a Job last. */
  readonly #leases: { id: string; lease: string }[] = []
  /** Jobs whose lease or deadline is far off. */
  readonly #held = new Set<string>()
  /** Chains of which somebody retried a Job: these may run out of their order. */
  readonly #retried = new Set<string>()
  readonly #paused = new Map<string, PauseTarget>()

  constructor(subject: OutboxCase) {
    this.#subject = subject
  }

  async play(steps: readonly Step[]): Promise<void> {
    let before = await this.#rows()
    for (const step of steps) {
      await this.#take(step, before)
      before = await this.#rows()
    }
    await this.#bringToAnEnd()
  }

  async #rows(): Promise<JobRow[]> {
    const rows = await this.#subject.rows()
    expect(rows.map(({ id }) => id)).toEqual(this.#appended.map(({ id }) => id))
    assertSound(rows, this.#retried)
    return rows
  }

  async #take(step: Step, before: readonly JobRow[]): Promise<void> {
    const { outbox } = this.#subject
    switch (step.do) {
      case 'append': {
        const jobs = step.groups.flatMap(toJobs)
        this.#appended.push(...jobs)
        return outbox.append(undefined, jobs)
      }
      case 'claim':
        await this.#claim(step, before)
        return
      case 'settle':
        return this.#settle(step, before)
      case 'renew':
        return this.#renew(step, before)
      case 'retry':
        return this.#retry(filterOf(step, before), step.limit, before)
      case 'discard':
        return this.#discard(filterOf(step, before), step.limit, before)
      case 'pause':
        this.#paused.set(step.target.kind, step.target)
        return outbox.ledger.pause(step.target)
      case 'resume':
        expect(await outbox.ledger.resume(step.target)).toBe(this.#paused.delete(step.target.kind))
        return
      case 'pass':
        return this.#subject.bench.pass(briefMs * 3)
    }
  }

  async #claim({ limit, brief }: { limit: number; brief: boolean }, before: readonly JobRow[]): Promise<ClaimedJob[]> {
    const leaseMs = brief ? briefMs : LONG
    const { jobs, exhausted } = await this.#subject.outbox.claim(claimRequest({ limit, leaseMs, deferMs: briefMs }))
    expect(jobs.length).toBeLessThanOrEqual(limit)
    if (jobs.length === limit) expect(exhausted).toBe(false)
    expect(jobs.map(({ seq }) => seq)).toEqual(jobs.map(({ seq }) => seq).sort((a, b) => a - b))
    const keys = jobs.flatMap(({ orderingKey }) => orderingKey ?? [])
    expect(new Set(keys).size, 'one of each key').toBe(keys.length)
    for (const job of jobs) {
      const was = before.find(({ id }) => id === job.id)!
      expect(['ready', 'leased', 'relayed']).toContain(was.state)
      expect(this.#held, 'is not leased to another').not.toContain(job.id)
      expect(job.attempts).toBe(was.attempts + 1)
      expect(this.#isPaused(job), 'is not paused').toBe(false)
      expect(thoseFirst(before, job, this.#held), 'goes before others of its key').toEqual([])
    }
    for (const { id, lease } of jobs) {
      this.#leases.push({ id, lease })
      if (!brief) this.#held.add(id)
    }
    return jobs
  }

  async #settle(step: Extract<Step, { do: 'settle' }>, before: readonly JobRow[]): Promise<void> {
    const named = this.#pickLease(step.pick)
    if (named === undefined) return
    const delayMs = step.delayed ? LONG : 0
    const endings: Record<typeof step.as, SettlementOf> = {
      completed: { state: 'completed' },
      ready: { state: 'ready', delayMs, error: 'X: y' },
      dead: { state: 'dead', error: 'X: y' },
      released: { state: 'released', delayMs },
      relayed: { state: 'relayed', deadlineMs: step.delayed ? LONG : briefMs },
    }
    const holds = this.#holds(named, before)
    expect(await this.#subject.settle(named, endings[step.as])).toBe(holds)
    if (!holds) return expect(await this.#subject.rows()).toEqual(before)
    this.#held.delete(named.id)
    if (step.as === 'relayed' && step.delayed) this.#held.add(named.id)
    const state = step.as === 'released' ? 'ready' : step.as
    expect(await this.#subject.row(named)).toMatchObject({ state })
  }

  async #renew({ pick, brief }: { pick: number; brief: boolean }, before: readonly JobRow[]): Promise<void> {
    const named = this.#pickLease(pick)
    if (named === undefined) return
    const renewed = await this.#subject.outbox.renew(named.lease, [named.id], brief ? briefMs : LONG)
    expect(renewed).toEqual(this.#holds(named, before) ? [named.id] : [])
    if (renewed.length === 0) return
    this.#held.delete(named.id)
    if (!brief) this.#held.add(named.id)
  }

  async #retry(filter: JobFilter, limit: number, before: readonly JobRow[]): Promise<void> {
    const isDelayed = ({ runAt, createdAt }: JobRow): boolean => runAt > createdAt + LONG / 2
    const meant = before.filter(
      (row) =>
        isMeant(row, filter) &&
        (row.state === 'dead' || row.state === 'discarded' || (row.state === 'ready' && isDelayed(row))),
    )
    const retried = meant.slice(0, limit)
    for (const { chain } of retried) if (chain !== undefined) this.#retried.add(chain.id)
    expect(await this.#subject.outbox.ledger.retry(filter, limit)).toBe(retried.length)
    for (const row of await this.#subject.rows()) {
      const was = before.find(({ id }) => id === row.id)
      if (retried.some(({ id }) => id === row.id)) expect(row).toMatchObject({ attempts: 0, failures: 0 })
      else expect(row).toEqual(was)
    }
  }

  async #discard(filter: JobFilter, limit: number, before: readonly JobRow[]): Promise<void> {
    const states = ['dead', 'ready', 'waiting', 'relayed']
    const meant = before.filter((row) => isMeant(row, filter) && states.includes(row.state)).slice(0, limit)
    expect(await this.#subject.outbox.ledger.discard(filter, limit)).toBe(meant.length)
    for (const { id } of meant) this.#held.delete(id)
    const after = await this.#subject.rows()
    for (const { id } of meant) expect(after.find((row) => row.id === id)).toMatchObject({ state: 'discarded' })
    for (const row of after) {
      const was = before.find(({ id }) => id === row.id)!
      if (row.state === 'discarded' || was.orderingKey !== undefined || was.chain !== undefined) continue
      expect(row).toEqual(was)
    }
  }

  /** Whatever went before: in the end every Job is completed or discarded. */
  async #bringToAnEnd(): Promise<void> {
    const { ledger } = this.#subject.outbox
    for (const target of this.#paused.values()) await ledger.resume(target)
    this.#paused.clear()
    for (let round = 0; round < 200; round++) {
      const rows = await this.#rows()
      if (rows.every(({ state }) => state === 'completed' || state === 'discarded')) return
      for (const named of rows.flatMap((row) => this.#leaseOf(row)))
        if (await this.#subject.settle(named, { state: 'completed' })) this.#held.delete(named.id)
      await this.#retry({ states: ['dead', 'ready'] }, 100, await this.#rows())
      const jobs = await this.#claim({ limit: 50, brief: false }, await this.#rows())
      if (jobs.length === 0) await this.#subject.bench.pass(briefMs * 2)
    }
    expect(await this.#subject.states(), 'all come to an end').toEqual([])
  }

  #pickLease(pick: number): { id: string; lease: string } | undefined {
    if (this.#leases.length === 0) return undefined
    const named = this.#leases.at(-1 - (pick % Math.min(this.#leases.length, 6)))!
    return pick % 5 === 0 ? { ...named, lease: named.id } : named
  }

  /** Whether that names what the Job is held by. */
  #holds({ id, lease }: { id: string; lease: string }, rows: readonly JobRow[]): boolean {
    return this.#leaseOf(rows.find((row) => row.id === id)!).some((held) => held.lease === lease)
  }

  #leaseOf({ id, state }: JobRow): { id: string; lease: string }[] {
    if (state === 'relayed') return [{ id, lease: id }]
    return state === 'leased' ? this.#leases.filter((lease) => lease.id === id).slice(-1) : []
  }

  #isPaused({ trigger, provider, orderingKey }: JobRow): boolean {
    return [...this.#paused.values()].some(({ kind, name }) => ({ trigger, provider, key: orderingKey })[kind] === name)
  }
}

function toJobs({ length, delayed, ...fields }: AppendedGroup): NewJob[] {
  const given = { ...fields, ...(delayed && { runAt: { inMs: LONG } }) }
  return length === 1 ? [newJob(given)] : newChain(length, given)
}

/** One Job, one more that is not there, or all of a trigger. */
function filterOf({ pick, wide }: { pick: number; wide: boolean }, rows: readonly JobRow[]): JobFilter {
  if (wide) return { trigger: pick % 2 ? 't' : 'u' }
  const row = rows[pick % Math.max(rows.length, 1)]
  return { ids: [newJobId(), ...(row === undefined ? [] : [row.id])] }
}

function isMeant({ id, trigger, state }: JobRow, filter: JobFilter): boolean {
  return (
    (filter.ids?.includes(id) ?? true) &&
    (filter.trigger ?? trigger) === trigger &&
    (filter.states?.includes(state) ?? true)
  )
}
