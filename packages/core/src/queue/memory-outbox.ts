import { type Clock, systemClock } from '../action/clock.ts'
import { OutboxError } from '../errors/outbox-error.ts'
import type { ClaimedJob, JobRow, NewJob } from './job.ts'
import type { JobCodec } from './job-codec.ts'
import { MemoryJobs } from './memory-jobs.ts'
import { MemoryLedger } from './memory-ledger.ts'
import type { Claim, ClaimRequest, Outbox, OutboxDriver, Settlement } from './outbox.ts'

export interface MemoryOutboxOptions {
  /** Default: the system's. */
  clock?: Clock
  codec?: JobCodec
}

/**
 * An outbox in this process's memory, one for each ORM that connects: nothing of it outlives the process, no other process sees it, and Jobs are
 * kept once their write is committed, not with it. For tests and first steps.
 */
export function memoryOutbox({ clock = systemClock, codec }: MemoryOutboxOptions = {}): OutboxDriver {
  return { name: 'memory', codec, connect: () => new MemoryOutbox(clock) }
}

class MemoryOutbox implements Outbox {
  readonly transactional = false
  readonly ledger: MemoryLedger
  readonly #jobs: MemoryJobs

  constructor(clock: Clock) {
    this.#jobs = new MemoryJobs(clock)
    this.ledger = new MemoryLedger(this.#jobs)
  }

  async verify(): Promise<void> {}

  async append(_handle: object | undefined, jobs: readonly NewJob[]): Promise<void> {
    const ids = new Set<string>()
    for (const job of jobs) {
      if (this.#jobs.has(job.id) || ids.has(job.id)) throw duplicate(job)
      ids.add(job.id)
    }
    for (const job of jobs) if (this.#jobs.takesDedupeKey(job)) this.#jobs.add(job)
  }

  async claim(request: ClaimRequest): Promise<Claim> {
    const due = this.#jobs.due(request)
    const jobs: ClaimedJob[] = []
    for (const job of due) {
      if (this.ledger.isPaused(job) || this.#jobs.isBehindAnother(job)) {
        this.#jobs.put({ ...job, state: 'ready', dueAt: this.#jobs.now + request.deferMs })
        continue
      }
      const claimed = {
        ...job,
        state: 'leased' as const,
        dueAt: this.#jobs.now + request.leaseMs,
        attempts: job.attempts + 1,
        lease: request.lease,
        worker: request.worker,
      }
      this.#jobs.put(claimed)
      jobs.push(claimed)
    }
    return { jobs: jobs.sort((a, b) => a.seq - b.seq), exhausted: due.length < request.limit }
  }

  async renew(lease: string, ids: readonly string[], leaseMs: number): Promise<string[]> {
    const held = ids.flatMap((id) => this.#jobs.held(id, lease) ?? [])
    for (const job of held) this.#jobs.put({ ...job, dueAt: this.#jobs.now + leaseMs })
    return held.map(({ id }) => id)
  }

  async settle(_handle: object | undefined, settlements: readonly Settlement[]): Promise<number> {
    let settled = 0
    for (const settlement of settlements) {
      const job = this.#jobs.held(settlement.id, settlement.lease)
      if (job === undefined) continue
      settled++
      this.#settleOne(job, settlement)
    }
    return settled
  }

  #settleOne({ lease: _lease, ...job }: JobRow & { lease?: string }, settlement: Settlement): void {
    const jobs = this.#jobs
    const { now } = jobs
    /** A relayed one has given its attempt back already. */
    const uncounted = job.state === 'leased' ? job.attempts - 1 : job.attempts
    const kept = { ...job, history: settlement.history ?? job.history }
    switch (settlement.state) {
      case 'completed':
        jobs.finish({ ...kept, state: 'completed', result: settlement.result, error: undefined })
        break
      case 'dead':
        jobs.finish({ ...kept, state: 'dead', error: settlement.error, failures: job.failures + 1 })
        break
      case 'ready': {
        const { error } = settlement
        const runAt = now + settlement.delayMs
        jobs.put({ ...kept, state: 'ready', runAt, dueAt: runAt, error, failures: job.failures + 1 })
        break
      }
      case 'released': {
        const attempts = settlement.counts ? job.attempts : uncounted
        const runAt = now + (settlement.delayMs ?? 0)
        jobs.put({ ...kept, state: 'ready', runAt, dueAt: runAt, attempts })
        break
      }
      case 'relayed': {
        const attempts = settlement.begins && job.state === 'relayed' ? job.attempts + 1 : uncounted
        jobs.put({ ...kept, state: 'relayed', dueAt: now + settlement.deadlineMs, attempts, lease: job.id })
      }
    }
  }
}

function duplicate({ id }: NewJob): OutboxError {
  return new OutboxError({ code: 'OUTBOX_DUPLICATE', message: `The outbox has a Job ${id} already.`, data: { id } })
}
