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

  /** Another of its ordering key goes first: an earlier one that holds the key, or a later one that runs (this one was retried meanwhile). */
  isBehindAnother(job: JobRow): boolean {
    if (job.orderingKey === undefined) return false
    return [...this.#jobs.values()].some(
      (other) =>
        other.orderingKey === job.orderingKey &&
        (other.seq < job.seq
          ? this.#holdsKey(other) && !letsGoOn(other, job)
          : other.seq > job.seq && this.#isUnderWay(other)),
    )
  }

  /** An earlier one of its chain is not over. */
  waitsInChain({ chain }: Pick<JobRow, 'chain'>): boolean {
    return this.#chain(chain).some((job) => job.chain!.position < chain!.position && !goesOn(job))
  }

  /** It ends, and what waits for it goes on: the next of its chain, the next of its ordering key. */
  finish(job: KeptJob): void {
    this.put({ ...job, dueAt: undefined, finishedAt: this.now })
    if (goesOn(job)) this.#releaseNext(job)
    this.bringForward(job)
  }

  /** Those after it in its chain that wait for it. */
  waitingBehind(job: KeptJob): KeptJob[] {
    if (goesOn(job)) return []
    return this.#chain(job.chain).filter(
      ({ state, chain }) => state === 'waiting' && chain!.position > job.chain!.position,
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
    const next = this.#chain(chain)
      .filter((job) => job.chain!.position > chain!.position && !goesOn(job))
      .sort((a, b) => a.chain!.position - b.chain!.position)[0]
    if (next?.state === 'waiting') this.put({ ...next, state: 'ready', dueAt: next.runAt })
  }

  #chain(chain: JobRow['chain']): KeptJob[] {
    return chain === undefined ? [] : [...this.#jobs.values()].filter((job) => job.chain?.id === chain.id)
  }

  #isUnderWay({ state, dueAt }: KeptJob): boolean {
    return (state === 'leased' || state === 'relayed') && dueAt! > this.now
  }

  /** Whether later Jobs of its ordering key wait for it. */
  #holdsKey(job: KeptJob): boolean {
    if (job.state === 'dead') return job.onDead === 'hold'
    if (job.state === 'waiting') return !this.#isAbandoned(job)
    return !finishedStates.includes(job.state)
  }

  /** It waits for one of its chain that is dead and lets later Jobs go on. */
  #isAbandoned({ chain }: KeptJob): boolean {
    return this.#chain(chain).some(
      (job) =>
        job.chain!.position < chain!.position && job.state === 'dead' && job.onDead === 'skip' && !job.continueOnError,
    )
  }
}

/** The next of its chain does not wait for it. */
function goesOn({ state, continueOnError }: KeptJob): boolean {
  return state === 'completed' || state === 'discarded' || (state === 'dead' && continueOnError)
}

/** A dead Job holds its key, but not those of its own chain that go on in spite of it. */
function letsGoOn(dead: KeptJob, { chain }: JobRow): boolean {
  return dead.state === 'dead' && dead.continueOnError && chain !== undefined && dead.chain?.id === chain.id
}
