import type { AbortCause } from './attempt-job.ts'
import type { ClaimedJob } from './job.ts'
import type { Outbox } from './outbox.ts'

/** A Job that this worker holds: waiting for a slot, running, or waiting to be settled. */
export interface HeldJob {
  readonly job: ClaimedJob
  /** Until when it is surely ours, by this process's clock. */
  leaseEndsAt: number
  readonly claimedAt: number
  /** Of one that runs. */
  controller?: AbortController
  /** It has ended, and this is being written down. */
  isSettling?: boolean
}

/** The Jobs that a worker holds in one outbox, and their leases. */
export class HeldJobs {
  readonly #outbox: Outbox
  readonly #leaseMs: number
  readonly #now: () => number
  readonly #jobs = new Map<string, HeldJob>()

  constructor(outbox: Outbox, leaseMs: number, now: () => number) {
    this.#outbox = outbox
    this.#leaseMs = leaseMs
    this.#now = now
  }

  get size(): number {
    return this.#jobs.size
  }

  get running(): HeldJob[] {
    return [...this.#jobs.values()].filter(({ controller }) => controller !== undefined)
  }

  /** Those of these Jobs that are held. */
  waiting(jobs: Iterable<ClaimedJob>): HeldJob[] {
    return [...jobs].flatMap((job) => this.#jobs.get(job.id) ?? [])
  }

  begin(job: ClaimedJob, controller: AbortController): void {
    const held = this.#jobs.get(job.id)
    if (held !== undefined) held.controller = controller
  }

  /** `claimedAt`: before the claim was sent, so that the lease is never thought to be longer than it is. */
  add(job: ClaimedJob, claimedAt: number): HeldJob {
    const held = { job, claimedAt, leaseEndsAt: claimedAt + this.#leaseMs }
    this.#jobs.set(job.id, held)
    return held
  }

  /** From here on its lease is not renewed: the two would lock the same rows, each in an order of its own. */
  settling(job: ClaimedJob): void {
    const held = this.#jobs.get(job.id)
    if (held !== undefined) held.isSettling = true
  }

  delete(job: ClaimedJob): void {
    this.#jobs.delete(job.id)
  }

  isOurs(job: ClaimedJob): boolean {
    const held = this.#jobs.get(job.id)
    return held !== undefined && this.#now() < held.leaseEndsAt
  }

  /** Renews all leases; those that were lost meanwhile are let go, and what runs of them is told. */
  async renew(): Promise<ClaimedJob[]> {
    const byLease = groupByLease([...this.#jobs.values()].filter(({ isSettling }) => !isSettling))
    const lost: ClaimedJob[] = []
    for (const [lease, jobs] of byLease) {
      const began = this.#now()
      const kept = new Set(
        await this.#outbox.renew(
          lease,
          jobs.map(({ job }) => job.id),
          this.#leaseMs,
        ),
      )
      for (const held of jobs) {
        if (kept.has(held.job.id)) held.leaseEndsAt = began + this.#leaseMs
        // One that was settled while the renewal was under way is not held any more either.
        else if (this.#jobs.has(held.job.id)) lost.push(held.job)
      }
    }
    return lost
  }

  abort(job: ClaimedJob, cause: AbortCause): void {
    this.#jobs.get(job.id)?.controller?.abort(cause)
  }
}

function groupByLease(jobs: Iterable<HeldJob>): Map<string, HeldJob[]> {
  const groups = new Map<string, HeldJob[]>()
  for (const held of jobs) {
    const group = groups.get(held.job.lease)
    if (group === undefined) groups.set(held.job.lease, [held])
    else group.push(held)
  }
  return groups
}
