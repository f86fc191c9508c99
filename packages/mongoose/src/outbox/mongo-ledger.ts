import type { JobFilter, JobLedger, JobQuery, JobRow, OutboxStats, PauseTarget } from '@triggerkit/core/adapter'
import { toStoredTexts } from '../database/stored-text.ts'
import { announceWorker } from './announce-worker.ts'
import { discardJobs } from './discard-jobs.ts'
import { toJobRow } from './job-document.ts'
import { toJobFilter } from './job-filter.ts'
import { pauseId, workerId } from './mark-document.ts'
import type { OutboxDatabase } from './outbox-database.ts'
import { outboxStats } from './outbox-stats.ts'
import { purgeJobs } from './purge-jobs.ts'
import { retryJobs } from './retry-jobs.ts'

/** The Jobs in MongoDB, as people look at them. */
export class MongoLedger implements JobLedger {
  readonly #database: OutboxDatabase

  constructor(database: OutboxDatabase) {
    this.#database = database
  }

  async find({ limit, cursor, ...filter }: JobQuery): Promise<JobRow[]> {
    if (limit <= 0) return []
    const { jobs } = await this.#database.open()
    return (await jobs.find(toJobFilter(filter, cursor), { sort: { _id: -1 }, limit }).toArray()).map(toJobRow)
  }

  async retry(filter: JobFilter, limit: number): Promise<number> {
    return limit <= 0 ? 0 : retryJobs(await this.#database.open(), filter, limit)
  }

  async discard(filter: JobFilter, limit: number): Promise<number> {
    return limit <= 0 ? 0 : discardJobs(await this.#database.open(), filter, limit)
  }

  async purge(age: { completedMs?: number; deadMs?: number }, limit: number): Promise<number> {
    return limit <= 0 ? 0 : purgeJobs(await this.#database.open(), age, limit)
  }

  async pause({ kind, name }: PauseTarget): Promise<void> {
    const { marks } = await this.#database.open()
    const target = toStoredTexts({ kind, name })
    await marks.updateOne({ _id: pauseId({ kind, name }) }, { $set: { target } }, { upsert: true })
  }

  async resume(target: PauseTarget): Promise<boolean> {
    const { marks, jobs } = await this.#database.open()
    const { deletedCount } = await marks.deleteOne({ _id: pauseId(target) })
    const { kind, name } = toStoredTexts(target)
    // A ready Job of an ordering key holds it, and the index is of those that do.
    const paused = { trigger: { trigger: name }, provider: { provider: name }, key: { heldKey: name } }[kind]
    await jobs.updateMany({ ...paused, state: 'ready' }, [{ $set: { dueAt: '$runAt' } }])
    return deletedCount > 0
  }

  async stats(): Promise<OutboxStats> {
    return outboxStats(await this.#database.open())
  }

  async announce(id: string, instance: string, ttlMs: number): Promise<'announced' | 'taken'> {
    return announceWorker(await this.#database.open(), { id, instance, ttlMs })
  }

  async withdraw(id: string, instance: string): Promise<void> {
    const { marks } = await this.#database.open()
    await marks.deleteOne({ _id: workerId(id), instance })
  }
}
