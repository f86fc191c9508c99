import { type ClaimedJob, infoOf, type JobRow, type LaneTools, readableFormats } from '@triggerkit/core/adapter'
import type { JobReference } from '../job-reference.ts'

/** What BullMQ's reference to a Job came to: the Job, ours now; or why it is not to be run here, or not now. */
export type Start =
  | ClaimedJob
  /** It is not in this outbox. */
  | 'unknown'
  /** That round is over. */
  | 'over'
  /** Somebody moves or runs it at this moment. */
  | 'busy'
  /** It runs in this process already. */
  | 'running'
  /** This process does not know how to run it; it was given back. */
  | 'released'

interface Entry {
  reference: JobReference
  resolve: (start: Start) => void
  reject: (error: unknown) => void
}

/** How long a Job that nobody here knows how to run waits until it is relayed again, perhaps to somebody who does. */
const releasedMs = 10_000
const maxBatch = 500

/** Loads Jobs and begins their attempts, those that come at about the same time in one call. */
export class JobStarter {
  readonly #tools: LaneTools
  readonly #isRunning: (id: string) => boolean
  #entries: Entry[] = []
  #isFlushing = false

  constructor(tools: LaneTools, isRunning: (id: string) => boolean) {
    this.#tools = tools
    this.#isRunning = isRunning
  }

  /** Rejects where the database does not answer; the attempt may have begun then, and counts. */
  start(reference: JobReference): Promise<Start> {
    return new Promise((resolve, reject) => {
      this.#entries.push({ reference, resolve, reject })
      if (!this.#isFlushing) void this.#flush()
    })
  }

  async #flush(): Promise<void> {
    this.#isFlushing = true
    await new Promise<void>((resolve) => setImmediate(resolve))
    while (this.#entries.length > 0) {
      const entries = this.#entries.splice(0, maxBatch)
      try {
        const starts = await this.#startAll(entries.map(({ reference }) => reference))
        entries.forEach(({ resolve }, index) => resolve(starts[index]!))
      } catch (error) {
        for (const { reject } of entries) reject(error)
      }
    }
    this.#isFlushing = false
  }

  async #startAll(references: readonly JobReference[]): Promise<Start[]> {
    const { outbox } = this.#tools.bound
    const rows = await this.#find(references.map(({ id }) => id))
    const handlers = new Set(this.#tools.handlers())
    const judged = references.map((reference) => this.#judge(reference, rows.get(reference.id), handlers))
    const begun = judged.filter((each): each is ClaimedJob => typeof each === 'object')
    const released = references.filter((_, index) => judged[index] === 'released')
    const { emitter, options } = this.#tools
    const { leaseMs } = options
    const expected = begun.length + released.length
    if (expected === 0) return judged
    const held = await outbox.settle(undefined, [
      ...begun.map(({ id }) => ({ id, lease: id, state: 'relayed' as const, deadlineMs: leaseMs, begins: true })),
      ...released.map(({ id }) => ({ id, lease: id, state: 'released' as const, delayMs: releasedMs })),
    ])
    for (const { id } of released) emitter.emit('job-released', { job: infoOf(rows.get(id)!) })
    if (held === expected) return judged
    const now = await this.#find(begun.map(({ id }) => id))
    return judged.map((each) => (typeof each === 'object' && !hasBegun(each, now.get(each.id)) ? 'busy' : each))
  }

  #judge({ id, runAt }: JobReference, row: JobRow | undefined, handlers: ReadonlySet<string>): Start {
    if (row === undefined) return 'unknown'
    if (row.state === 'leased') return 'busy'
    if (row.state !== 'relayed' || row.runAt !== runAt) return 'over'
    if (this.#isRunning(id)) return 'running'
    if (!handlers.has(row.handler) || !readableFormats.includes(row.format)) return 'released'
    return { ...row, state: 'leased', attempts: row.attempts + 1, lease: id, dueAt: row.dueAt ?? row.runAt }
  }

  async #find(ids: readonly string[]): Promise<Map<string, JobRow>> {
    const rows = ids.length === 0 ? [] : await this.#tools.bound.outbox.ledger.find({ ids, limit: ids.length })
    return new Map(rows.map((row) => [row.id, row]))
  }
}

/** A relay that had it at that moment may have relayed it anew since: then it is as before, and the attempt did not count. */
function hasBegun({ attempts }: ClaimedJob, now: JobRow | undefined): boolean {
  return now?.state === 'relayed' && now.attempts === attempts
}
