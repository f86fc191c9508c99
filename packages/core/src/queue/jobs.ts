import type { EngineCore } from '../engine/engine-core.ts'
import type { DeadLetterHandler, EngineQueue } from '../engine/engine-queue.ts'
import { assertArguments } from '../errors/argument-error.ts'
import { isPlainObject } from '../value/plain-object.ts'
import { jobStates } from './job.ts'
import { type JobSelection, readPauseTarget, readSelection } from './job-selection.ts'
import { type JobDetails, type JobView, toDetails, toView } from './job-view.ts'
import type { JobFilter, OutboxStats, PauseTarget } from './outbox.ts'

/** Jobs that one statement changes. */
const batch = 500
const defaultPage = 50

/** Which Jobs `list` gives, and how many at a time. */
export interface JobListOptions extends JobSelection {
  /** At most so many, default 50. */
  limit?: number
  /** The `cursor` of the page before. */
  cursor?: string
}

export interface JobPage {
  jobs: JobView[]
  /** Of the next page; absent where this is the last one. */
  cursor?: string
}

/** How long work on many Jobs is followed. */
export interface JobProgress {
  /** Called after each step, about 500 Jobs, with how many were changed so far. Must not throw. */
  onProgress?: (count: number) => void
}

/** What is paused: the Jobs of a trigger (its tag), of a provider (its tag, or the family) or of an ordering key. */
export type PauseSelection = { trigger: string } | { provider: string } | { key: string }

/** `triggers.jobs`: the Jobs of an engine's outboxes, to look at and to act upon. Every method works in all databases that are connected. */
export class Jobs {
  readonly #core: EngineCore

  constructor(core: EngineCore) {
    this.#core = core
  }

  get #queue(): EngineQueue {
    return this.#core.queue
  }

  /** Jobs, newest first. */
  async list(options: JobListOptions = {}): Promise<JobPage> {
    const { limit = defaultPage, cursor, ...selection } = options
    const filter = readSelection('triggers.jobs.list(options)', selection)
    assertArguments('triggers.jobs.list(options)', (problems) => {
      if (!Number.isInteger(limit) || limit < 1 || limit > 10_000)
        problems.addType('limit', 'a whole number from 1 to 10000', limit)
      if (cursor !== undefined && typeof cursor !== 'string')
        problems.addType('cursor', 'the `cursor` of a page', cursor)
    })
    const pages = await Promise.all(
      this.#queue.bound.map(({ outbox }) => outbox.ledger.find({ ...filter, limit, cursor })),
    )
    const rows = pages.flat().sort((a, b) => (a.id < b.id ? 1 : -1))
    const page = rows.slice(0, limit)
    return { jobs: page.map(toView), ...(rows.length >= limit && page.length > 0 && { cursor: page.at(-1)!.id }) }
  }

  /** A Job with its input, result and attempts; undefined where there is none of this id. Secrets are shown by their names. */
  async get(id: string): Promise<JobDetails | undefined> {
    for (const { outbox } of this.#queue.bound) {
      const [row] = await outbox.ledger.find({ ids: [id], limit: 1 })
      if (row !== undefined) return toDetails(this.#core, row)
    }
    return undefined
  }

  /**
   * Makes a dead or discarded Job ready, as if it had never been tried, or one that waits for its time due now. False where there is none, or it
   * is not in such a state.
   */
  async retry(id: string): Promise<boolean> {
    return (await this.#each((ledger) => ledger.retry({ ids: [id] }, 1))) > 0
  }

  /** Makes dead Jobs ready: those that died since, until, of a trigger, of a provider, with such an error. How many. */
  async retryAll(
    selection: JobSelection & { since?: Date | number | string; until?: Date | number | string } = {},
    progress: JobProgress = {},
  ): Promise<number> {
    const filter = readSelection('triggers.jobs.retryAll(selection)', selection, ['since', 'until'])
    return this.#changeEach({ ...filter, states: ['dead'] }, progress, (ledger, ids) =>
      ledger.retry({ ids, states: ['dead'] }, ids.length),
    )
  }

  /**
   * Gives up Jobs that are not finished and do not run, and dead ones, each with those after it in its chain. By id, or by a selection, which must
   * name something: `{ all: true }` is every Job. How many.
   */
  async discard(selection: string | (JobSelection & { all?: boolean }), progress: JobProgress = {}): Promise<number> {
    if (typeof selection === 'string') return this.#each((ledger) => ledger.discard({ ids: [selection] }, 1))
    const { all, ...rest } = isPlainObject(selection) ? selection : ({} as JobSelection & { all?: boolean })
    const filter = readSelection('triggers.jobs.discard(selection)', rest)
    assertArguments('triggers.jobs.discard(selection)', (problems) => {
      if (Object.keys(filter).length === 0 && all !== true)
        problems.add('', 'an empty selection would discard every Job: say which, or `{ all: true }`')
    })
    const states = filter.states ?? ['ready', 'waiting', 'relayed', 'dead']
    return this.#changeEach({ ...filter, states }, progress, (ledger, ids) => ledger.discard({ ids }, ids.length))
  }

  /** Holds back the Jobs of a trigger, a provider or an ordering key, those to come included, until `resume`. What runs goes on. */
  async pause(selection: PauseSelection): Promise<void> {
    const target = readPauseTarget('triggers.jobs.pause(selection)', selection)
    await Promise.all(this.#queue.bound.map(({ outbox }) => outbox.ledger.pause(target)))
  }

  /** Whether they were paused. */
  async resume(selection: PauseSelection): Promise<boolean> {
    const target = readPauseTarget('triggers.jobs.resume(selection)', selection)
    const resumed = await Promise.all(this.#queue.bound.map(({ outbox }) => outbox.ledger.resume(target)))
    for (const { outbox } of this.#queue.bound) this.#queue.appended(outbox)
    return resumed.some(Boolean)
  }

  /** Calls back for each Job that dies in a worker of this process; gives the function that ends it. */
  onDeadLetter(handler: DeadLetterHandler): () => void {
    return this.#queue.onDead(handler)
  }

  async stats(): Promise<OutboxStats> {
    const all = await Promise.all(this.#queue.bound.map(({ outbox }) => outbox.ledger.stats()))
    const oldest = all.flatMap(({ oldestDueMs }) => oldestDueMs ?? [])
    const sum = (read: (stats: OutboxStats) => number): number => all.reduce((total, stats) => total + read(stats), 0)
    return {
      counts: Object.fromEntries(
        jobStates.map((state) => [state, sum(({ counts }) => counts[state])]),
      ) as OutboxStats['counts'],
      due: sum(({ due }) => due),
      ...(oldest.length > 0 && { oldestDueMs: Math.max(...oldest) }),
      paused: distinctTargets(all.flatMap(({ paused }) => paused)),
      workers: [...new Set(all.flatMap(({ workers }) => workers))],
    }
  }

  /** Deletes finished Jobs that are older, dead ones by a time of their own; what is left out is kept. In small statements. How many. */
  async purge(age: { completedMs?: number; deadMs?: number }): Promise<number> {
    assertArguments('triggers.jobs.purge(age)', (problems) => {
      if (!isPlainObject(age)) return problems.addType('age', '{ completedMs?, deadMs? }', age)
      for (const name of ['completedMs', 'deadMs'] as const) {
        const value = age[name]
        if (value !== undefined && !(typeof value === 'number' && value >= 0))
          problems.addType(name, 'a number of milliseconds, 0 or more', value)
      }
    })
    return this.#each(async (ledger) => {
      let total = 0
      for (;;) {
        const purged = await ledger.purge(age, batch)
        total += purged
        if (purged < batch) return total
      }
    })
  }

  async #each(work: (ledger: Ledger) => Promise<number>): Promise<number> {
    const counts = await Promise.all(this.#queue.bound.map(({ outbox }) => work(outbox.ledger)))
    const count = counts.reduce((sum, each) => sum + each, 0)
    if (count > 0) for (const { outbox } of this.#queue.bound) this.#queue.appended(outbox)
    return count
  }

  /** Page by page, each Job once, whatever becomes of it meanwhile. */
  #changeEach(
    filter: JobFilter,
    { onProgress }: JobProgress,
    change: (ledger: Ledger, ids: string[]) => Promise<number>,
  ): Promise<number> {
    let total = 0
    return this.#each(async (ledger) => {
      let count = 0
      let cursor: string | undefined
      for (;;) {
        const rows = await ledger.find({ ...filter, limit: batch, cursor })
        const ids = rows.map(({ id }) => id)
        const changed = ids.length > 0 ? await change(ledger, ids) : 0
        count += changed
        total += changed
        onProgress?.(total)
        if (ids.length < batch) return count
        cursor = ids.at(-1)
      }
    })
  }
}

type Ledger = EngineQueue['bound'][number]['outbox']['ledger']

function distinctTargets(targets: readonly PauseTarget[]): PauseTarget[] {
  return [...new Map(targets.map((target) => [`${target.kind}:${target.name}`, target])).values()]
}
