import { type JobRow, type JobState, jobStates } from './job.ts'
import type { KeptJob, MemoryJobs } from './memory-jobs.ts'
import type { JobFilter, JobLedger, JobQuery, OutboxStats, PauseTarget } from './outbox.ts'

const discardable: readonly JobState[] = ['dead', 'ready', 'waiting', 'relayed']

/** The Jobs of a `MemoryOutbox`, as people look at them. */
export class MemoryLedger implements JobLedger {
  readonly #jobs: MemoryJobs
  readonly #paused = new Map<string, PauseTarget>()
  readonly #workers = new Map<string, { instance: string; until: number }>()

  constructor(jobs: MemoryJobs) {
    this.#jobs = jobs
  }

  isPaused({ trigger, provider, orderingKey }: JobRow): boolean {
    const targets: PauseTarget[] = [
      { kind: 'trigger', name: trigger },
      { kind: 'provider', name: provider },
      ...(orderingKey === undefined ? [] : [{ kind: 'key' as const, name: orderingKey }]),
    ]
    return targets.some((target) => this.#paused.has(textOf(target)))
  }

  async find({ limit, cursor, ...filter }: JobQuery): Promise<JobRow[]> {
    return this.#matching(filter)
      .filter(({ id }) => cursor === undefined || id < cursor)
      .sort((a, b) => (a.id < b.id ? 1 : -1))
      .slice(0, limit)
      .map(({ lease: _lease, ...job }) => job)
  }

  async retry(filter: JobFilter, limit: number): Promise<number> {
    const { now } = this.#jobs
    const jobs = this.#oldest(filter, limit, ({ state, runAt }) =>
      state === 'ready' ? runAt > now : state === 'dead' || state === 'discarded',
    )
    for (const { finishedAt: _finishedAt, ...job } of jobs) {
      const fresh = { ...job, runAt: now, attempts: 0, failures: 0 }
      const waits = this.#jobs.waitsInChain(job)
      this.#jobs.put({ ...fresh, ...(waits ? { state: 'waiting', dueAt: undefined } : { state: 'ready', dueAt: now }) })
    }
    return jobs.length
  }

  async discard(filter: JobFilter, limit: number): Promise<number> {
    const jobs = this.#oldest(filter, limit, ({ state }) => discardable.includes(state))
    for (const { lease: _lease, ...job } of jobs) {
      for (const behind of this.#jobs.waitingBehind(job)) this.#jobs.finish({ ...behind, state: 'discarded' })
      this.#jobs.finish({ ...job, state: 'discarded' })
    }
    return jobs.length
  }

  async purge({ completedMs, deadMs }: { completedMs?: number; deadMs?: number }, limit: number): Promise<number> {
    const { now } = this.#jobs
    const isOver = ({ state, finishedAt }: KeptJob): boolean => {
      const keptMs = state === 'dead' ? deadMs : completedMs
      return finishedAt !== undefined && keptMs !== undefined && finishedAt <= now - keptMs
    }
    const jobs = [...this.#jobs.all()].filter(isOver).slice(0, limit)
    for (const job of jobs) {
      for (const behind of this.#jobs.waitingBehind(job)) this.#jobs.delete(behind)
      this.#jobs.delete(job)
      this.#jobs.bringForward(job)
    }
    return jobs.length
  }

  async pause(target: PauseTarget): Promise<void> {
    this.#paused.set(textOf(target), target)
  }

  async resume(target: PauseTarget): Promise<boolean> {
    const wasPaused = this.#paused.delete(textOf(target))
    for (const job of this.#jobs.all()) {
      const matches =
        { trigger: job.trigger, provider: job.provider, key: job.orderingKey }[target.kind] === target.name
      if (matches && job.state === 'ready') this.#jobs.put({ ...job, dueAt: job.runAt })
    }
    return wasPaused
  }

  async stats(): Promise<OutboxStats> {
    const jobs = [...this.#jobs.all()]
    const { now } = this.#jobs
    const due = jobs.filter(({ state, dueAt }) => state === 'ready' && dueAt! <= now)
    const counts = Object.fromEntries(
      jobStates.map((state) => [state, jobs.filter((job) => job.state === state).length]),
    )
    return {
      counts: counts as Record<JobState, number>,
      due: due.length,
      oldestDueMs: due.length === 0 ? undefined : Math.max(...due.map(({ dueAt }) => now - dueAt!)),
      paused: [...this.#paused.values()],
      workers: [...this.#workers].filter(([, { until }]) => until > now).map(([id]) => id),
    }
  }

  async announce(id: string, instance: string, ttlMs: number): Promise<'announced' | 'taken'> {
    const known = this.#workers.get(id)
    const { now } = this.#jobs
    if (known !== undefined && known.instance !== instance && known.until > now) return 'taken'
    this.#workers.set(id, { instance, until: now + ttlMs })
    return 'announced'
  }

  async withdraw(id: string, instance: string): Promise<void> {
    if (this.#workers.get(id)?.instance === instance) this.#workers.delete(id)
  }

  #oldest(filter: JobFilter, limit: number, isMeant: (job: KeptJob) => boolean): KeptJob[] {
    return this.#matching(filter)
      .filter(isMeant)
      .sort((a, b) => a.seq - b.seq)
      .slice(0, limit)
  }

  #matching(filter: JobFilter): KeptJob[] {
    return [...this.#jobs.all()].filter((job) => matches(job, filter))
  }
}

function matches(job: KeptJob, filter: JobFilter): boolean {
  const { ids, states, error, createdFrom, createdTo, finishedFrom, finishedTo, ...equal } = filter
  if (ids !== undefined && !ids.includes(job.id)) return false
  if (states !== undefined && !states.includes(job.state)) return false
  if (error !== undefined && !job.error?.toLowerCase().includes(error.toLowerCase())) return false
  if (!isWithin(job.createdAt, createdFrom, createdTo) || !isWithin(job.finishedAt, finishedFrom, finishedTo))
    return false
  return Object.entries(equal).every(([name, value]) => value === undefined || job[name as keyof JobRow] === value)
}

function isWithin(time: number | undefined, from: number | undefined, to: number | undefined): boolean {
  if (from === undefined && to === undefined) return true
  return time !== undefined && time >= (from ?? time) && (to === undefined || time < to)
}

function textOf({ kind, name }: PauseTarget): string {
  return `${kind}:${name}`
}
