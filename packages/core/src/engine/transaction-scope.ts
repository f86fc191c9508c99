import type { Change, Row } from '../change/change.ts'
import { mergeChanges } from '../change/net-change.ts'
import { keyText } from '../change/row-key.ts'
import type { TablePlans } from '../plan/plan.ts'
import type { JobDraft } from '../queue/make-job.ts'
import type { PendingRun, RunOrigin } from './pending-run.ts'

interface NetEntry {
  plans: TablePlans
  change: Change
  origin: RunOrigin
}

/** What was collected since the transaction, or a savepoint in it, began. */
class CollectedFrame {
  readonly net = new Map<string, NetEntry>()
  readonly runs: PendingRun[] = []
  jobs: JobDraft[] = []
  ends: ((isCommitted: boolean) => void)[] = []
}

/** Those that may wait for the end of one transaction: it may be as long as it likes. */
const maxEnds = 10_000

/** What a transaction did so far that its commit will act on: net Changes by row, and runs and Jobs that are settled already. */
export class TransactionScope {
  #frames = [new CollectedFrame()]

  get depth(): number {
    return this.#frames.length - 1
  }

  get empty(): boolean {
    return this.#frames.every(({ net, runs, jobs }) => net.size + runs.length + jobs.length === 0)
  }

  savepointSet(): void {
    this.#frames.push(new CollectedFrame())
  }

  /** What the savepoint collected now belongs to the frame around it (R7). */
  savepointReleased(): void {
    const inner = this.#frames.length > 1 ? this.#frames.pop() : undefined
    if (inner === undefined) return
    for (const entry of inner.net.values()) this.#add(entry)
    for (const run of inner.runs) this.#top.runs.push(run)
    for (const job of inner.jobs) this.#top.jobs.push(job)
    for (const end of inner.ends) this.#top.ends.push(end)
  }

  savepointRolledBack(): void {
    const inner = this.#frames.length > 1 ? this.#frames.pop() : undefined
    for (const end of inner?.ends ?? []) end(false)
  }

  /** Calls back when the innermost frame's fate is known; false where so many wait already that this one may not. The callback must not throw. */
  onEnd(callback: (isCommitted: boolean) => void): boolean {
    if (this.#frames.reduce((sum, { ends }) => sum + ends.length, 0) >= maxEnds) return false
    this.#top.ends.push(callback)
    return true
  }

  /** The transaction has ended. */
  ended(isCommitted: boolean): void {
    for (const { ends } of this.#frames) for (const end of ends.splice(0)) end(isCommitted)
  }

  addRuns(runs: readonly PendingRun[]): void {
    for (const run of runs) this.#top.runs.push(run)
  }

  addJobs(jobs: readonly JobDraft[]): void {
    for (const job of jobs) this.#top.jobs.push(job)
  }

  /** Takes the Jobs of the innermost frame where they are more than that: they are appended as they come (R30). */
  takeJobsBeyond(limit: number): JobDraft[] {
    const { jobs } = this.#top
    if (jobs.length <= limit) return []
    this.#top.jobs = []
    return jobs
  }

  /** Adds a Change of a row to what the transaction did to it before (R30). */
  addChange(plans: TablePlans, change: Change, origin: RunOrigin): void {
    this.#add({ plans, change, origin })
  }

  /** Rows with a net Change so far in the innermost frame. */
  get rows(): number {
    return this.#top.net.size
  }

  /** Runs settled so far in the innermost frame. */
  get runs(): readonly PendingRun[] {
    return this.#top.runs
  }

  /** Takes the oldest net Changes out of the innermost frame, down to `limit` rows: from here on they stand as they are (R30). */
  takeOldest(limit: number): NetEntry[] {
    const taken: NetEntry[] = []
    for (const [key, entry] of this.#top.net) {
      if (this.#top.net.size <= limit) break
      this.#top.net.delete(key)
      taken.push(entry)
    }
    return taken
  }

  /** Everything collected, net Changes in the order of their rows' first Change; the scope is empty afterwards. */
  take(): { changes: NetEntry[]; runs: PendingRun[]; jobs: JobDraft[] } {
    while (this.#frames.length > 1) this.savepointReleased()
    const frame = this.#top
    this.#frames = [new CollectedFrame()]
    this.#top.ends = frame.ends
    return { changes: [...frame.net.values()], runs: frame.runs, jobs: frame.jobs }
  }

  get #top(): CollectedFrame {
    return this.#frames.at(-1)!
  }

  /** Only in the innermost frame, so that a rollback finds the outer ones as they were. A row whose key changed goes on under its new key. */
  #add(entry: NetEntry): void {
    const { net } = this.#top
    const key = rowKey(entry.plans, entry.change.key)
    const earlierKey = net.has(key) ? key : previousRowKey(entry)
    const earlier = net.get(earlierKey)
    if (earlier === undefined) {
      net.set(key, entry)
      return
    }
    const merged = mergeChanges(entry.plans.table, earlier.change, entry.change)
    if (earlierKey !== key || merged === undefined) net.delete(earlierKey)
    if (merged !== undefined) net.set(key, { ...entry, change: merged })
  }
}

/** Rows of a table and of those that inherit its rows are the same rows. */
function rowKey({ table }: TablePlans, key: Row): string {
  return `${table.ancestors?.at(-1) ?? table.name}\u0000${keyText(table.key, key)}`
}

/** The row's key before the Change, where that is known and was another one. */
function previousRowKey({ plans, change }: NetEntry): string {
  const previous = change.operation === 'update' ? change.previousRecord : undefined
  const isKnown = previous !== undefined && plans.table.key.every((name) => name in previous)
  return rowKey(plans, isKnown ? previous : change.key)
}

export type { NetEntry }
