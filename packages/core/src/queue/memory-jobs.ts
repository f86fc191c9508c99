import type { Clock } from '../action/clock.ts'
import { finishedStates, type JobRow, type NewJob } from './job.ts'
import type { ClaimRequest } from './outbox.ts'

/** A Job as `MemoryOutbox` keeps it: of a leased or relayed one also the name of its lease. */
export type KeptJob = JobRow & { readonly lease?: string }

/** The Jobs of a `MemoryOutbox`, and what moves along when one of them does. */
export class MemoryJobs {
  readonly #clock: Clock
  readonly #jobs = new Map<string, KeptJob>()
  readonly #dedupe = new Map<string, number>()
  #seq = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get now(): number {
    return this.#clock.now()
  }

  has(id: string): boolean {
    return this.#jobs.has(id)
  }

  all(): Iterable<KeptJob> {
    return this.#jobs.values()
  }

  /** Whether no Job had its dedupe key within the window; from now on one has. */
  takesDedupeKey({ dedupe }: NewJob): boolean {
    if (dedupe === undefined) return true
    if ((this.#dedupe.get(dedupe.key) ?? 0) > this.now) return false
    this.#dedupe.set(dedupe.key, this.now + dedupe.windowMs)
    return true
  }

  add({ runAt, dedupe: _dedupe, ...job }: NewJob): void {
    const { now } = this
    const at = runAt === undefined ? now : 'at' in runAt ? runAt.at : now + runAt.inMs
    const waits = (job.chain?.position ?? 0) > 0
    this.put({
      ...job,
      seq: ++this.#seq,
      state: waits ? 'waiting' : 'ready',
      attempts: 0,
      failures: 0,
      createdAt: now,
      runAt: at,
      dueAt: waits ? undefined : at,
    })
  }

  put(job: KeptJob): void {
    this.#jobs.set(job.id, job)
  }

  delete({ id }: JobRow): void {
    this.#jobs.delete(id)
  }

  /** Those that the request may claim, oldest due first. */
  due({ limit, handlers, formats }: ClaimRequest): KeptJob[] {
    const { now } = this
    const known = new Set(handlers)
    return [...this.#jobs.values()]
      .filter(
        ({ dueAt, handler, format }) =>
          dueAt !== undefined && dueAt <= now && known.has(handler) && formats.includes(format),
      )
      .sort((a, b) => a.dueAt! - b.dueAt! || a.seq - b.seq)
      .slice(0, limit)
  }

  held(id: string, lease: string): KeptJob | undefined {
    const job = this.#jobs.get(id)
    return job?.lease === lease && (job.state === 'leased' || job.state === 'relayed') ? job : undefined
  }

  isBehindAnother({ orderingKey, seq }: JobRow): boolean {
    if (orderingKey === undefined) return false
    return [...this.#jobs.values()].some(
      (job) => job.orderingKey === orderingKey && job.seq < seq && this.#holdsKey(job),
    )
  }

  /** It ends, and what waits for it goes on: the next of its chain, the next of its ordering key. */
  finish(job: KeptJob): void {
    this.put({ ...job, dueAt: undefined, finishedAt: this.now })
    const goesOn = job.state === 'completed' || (job.state === 'dead' && job.continueOnError)
    if (goesOn) this.#releaseNext(job)
    this.bringForward(job)
  }

  /** Those after it in its chain that wait. */
  waitingBehind({ chain }: JobRow): KeptJob[] {
    if (chain === undefined) return []
    return [...this.#jobs.values()].filter(
      (job) => job.state === 'waiting' && job.chain?.id === chain.id && job.chain.position > chain.position,
    )
  }

  /** The first unfinished Job of its ordering key is claimable as soon as it is due: nothing is before it any more. */
  bringForward({ orderingKey }: JobRow): void {
    if (orderingKey === undefined) return
    const first = [...this.#jobs.values()]
      .filter((job) => job.orderingKey === orderingKey && this.#holdsKey(job))
      .sort((a, b) => a.seq - b.seq)[0]
    if (first?.state === 'ready') this.put({ ...first, dueAt: first.runAt })
  }

  #releaseNext({ chain }: JobRow): void {
    if (chain === undefined) return
    const next = [...this.#jobs.values()].find(
      (job) => job.state === 'waiting' && job.chain?.id === chain.id && job.chain.position === chain.position + 1,
    )
    if (next !== undefined) this.put({ ...next, state: 'ready', dueAt: next.runAt })
  }

  /** Whether later Jobs of its ordering key wait for it. */
  #holdsKey(job: KeptJob): boolean {
    if (job.state === 'dead') return job.onDead === 'hold'
    if (job.state === 'waiting') return !this.#isAbandoned(job)
    return !finishedStates.includes(job.state)
  }

  /** It waits for one of its chain that is dead and lets later Jobs go on. */
  #isAbandoned({ chain }: KeptJob): boolean {
    return [...this.#jobs.values()].some(
      (job) =>
        job.chain?.id === chain?.id &&
        job.chain!.position < chain!.position &&
        job.state === 'dead' &&
        job.onDead === 'skip' &&
        !job.continueOnError,
    )
  }
}
