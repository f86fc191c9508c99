import type { JobFilter } from '@triggerkit/core/adapter'
import { Chains, type JobUpdate } from './chain.ts'
import type { JobDocument } from './job-document.ts'
import { toJobFilter } from './job-filter.ts'
import type { OutboxDatabase } from './outbox-database.ts'

type RetriedJob = Pick<JobDocument, '_id' | 'state' | 'chain' | 'orderingKey'>

/** Makes dead, discarded and delayed Jobs ready now, or waiting where an earlier one of their chain is not over; how many. */
export function retryJobs(database: OutboxDatabase, filter: JobFilter, limit: number): Promise<number> {
  return database.transact(async (session) => {
    const now = await database.now()
    const retriable = {
      $or: [{ state: { $in: ['dead', 'discarded'] } }, { state: 'ready', runAt: { $gt: now } }],
    }
    const jobs = await database.jobs
      .find<RetriedJob>({ $and: [toJobFilter(filter), retriable] } as object, {
        session,
        sort: { seq: 1 },
        limit,
        projection: { state: 1, chain: 1, orderingKey: 1 },
      })
      .toArray()
    if (jobs.length === 0) return 0
    const chains = await Chains.load(database, session, jobs)
    const retries = jobs.map((job) => {
      const waits = chains.waits(job)
      chains.moved(job, waits ? 'waiting' : 'ready')
      return toRetry(job, waits, now)
    })
    // Those that wait for them hold their keys again first, should it end half-way.
    await database.jobs.bulkWrite([...chains.updates(), ...retries], { session })
    return jobs.length
  })
}

function toRetry({ _id, state, orderingKey }: RetriedJob, waits: boolean, now: number): JobUpdate {
  const $set = {
    state: waits ? ('waiting' as const) : ('ready' as const),
    runAt: now,
    attempts: 0,
    failures: 0,
    ...(orderingKey !== undefined && { heldKey: orderingKey }),
    ...(!waits && { dueAt: now }),
  }
  const $unset = { finishedAt: '' as const, ...(waits && { dueAt: '' as const }) }
  return { updateOne: { filter: { _id, state }, update: { $set, $unset } } }
}
