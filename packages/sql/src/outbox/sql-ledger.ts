import {
  type JobFilter,
  type JobLedger,
  type JobQuery,
  type JobRow,
  type JobState,
  jobStates,
  type OutboxStats,
  type PauseTarget,
} from '@triggerkit/core/adapter'
import { fromKept } from '../job/kept-text.ts'
import { toMarkName } from '../job/mark-name.ts'
import { readJob } from '../job/read-job.ts'
import { countDue } from '../statement/count-due.ts'
import { countJobs } from '../statement/count-jobs.ts'
import { deleteMark } from '../statement/delete-mark.ts'
import { findJobs } from '../statement/find-jobs.ts'
import { findMark } from '../statement/find-mark.ts'
import { findMarks } from '../statement/find-marks.ts'
import { type Mark, putMark } from '../statement/put-mark.ts'
import { resumeJobs } from '../statement/resume-jobs.ts'
import { discard } from './discard.ts'
import type { OutboxConnection } from './outbox-connection.ts'
import { type FinishedAge, purge } from './purge.ts'
import { retry } from './retry.ts'

/** Jobs that one statement resumes. */
const resumedAtOnce = 5_000

/** The Jobs as people look at them. */
export class SqlLedger implements JobLedger {
  readonly #outbox: OutboxConnection

  constructor(outbox: OutboxConnection) {
    this.#outbox = outbox
  }

  async find(query: JobQuery): Promise<JobRow[]> {
    return (await this.#outbox.rows(undefined, findJobs(this.#outbox.sql, query))).map(readJob)
  }

  retry(filter: JobFilter, limit: number): Promise<number> {
    return retry(this.#outbox, filter, limit)
  }

  discard(filter: JobFilter, limit: number): Promise<number> {
    return discard(this.#outbox, filter, limit)
  }

  purge(age: FinishedAge, limit: number): Promise<number> {
    return purge(this.#outbox, age, limit)
  }

  async pause({ kind, name }: PauseTarget): Promise<void> {
    await this.#put({ kind, name: toMarkName(name), owner: '' })
  }

  async resume(target: PauseTarget): Promise<boolean> {
    const { kind, name } = target
    const wasPaused = await this.#delete({ kind, name: toMarkName(name), owner: '' })
    let resumed: number
    do resumed = await this.#resume(target)
    while (resumed === resumedAtOnce)
    return wasPaused
  }

  async stats(): Promise<OutboxStats> {
    const { sql } = this.#outbox
    const states = await this.#outbox.rows(undefined, countJobs(sql))
    const [due] = await this.#outbox.rows(undefined, countDue(sql))
    const marks = await this.#outbox.rows(undefined, findMarks(sql))
    const counts = new Map(states.map(({ job_state, jobs }) => [job_state, Number(jobs)]))
    const named = marks.map(({ kind, name }) => ({ kind: String(kind), name: fromKept(String(name)) }))
    return {
      counts: Object.fromEntries(jobStates.map((state) => [state, counts.get(state) ?? 0])) as Record<JobState, number>,
      due: Number(due!.jobs),
      oldestDueMs: Number(due!.jobs) === 0 ? undefined : Number(due!.oldest_ms),
      paused: named.filter(({ kind }) => kind !== 'worker') as PauseTarget[],
      workers: named.filter(({ kind }) => kind === 'worker').map(({ name }) => name),
    }
  }

  async announce(id: string, instance: string, ttlMs: number): Promise<'announced' | 'taken'> {
    const mark: Mark = { kind: 'worker', name: toMarkName(id), owner: instance, forMs: ttlMs }
    await this.#put(mark)
    const own = await this.#outbox.rows(undefined, findMark(this.#outbox.sql, mark))
    return own.length > 0 ? 'announced' : 'taken'
  }

  async withdraw(id: string, instance: string): Promise<void> {
    await this.#delete({ kind: 'worker', name: toMarkName(id), owner: instance })
  }

  /** In a transaction of the outbox's own, at whose isolation MySQL does not lock what it looks through. */
  #resume(target: PauseTarget): Promise<number> {
    const { sql } = this.#outbox
    return this.#outbox.inTransaction(undefined, (handle) =>
      this.#outbox.affected(handle, resumeJobs(sql, target, resumedAtOnce)),
    )
  }

  async #put(mark: Mark): Promise<void> {
    await this.#outbox.run(undefined, putMark(this.#outbox.sql, mark))
  }

  async #delete(mark: Mark): Promise<boolean> {
    return (await this.#outbox.affected(undefined, deleteMark(this.#outbox.sql, mark))) > 0
  }
}
