import type { mongo } from 'mongoose'
import { waitingBehind } from './discard-jobs.ts'
import type { JobDocument } from './job-document.ts'
import { bringForward } from './ordering-key.ts'
import type { OutboxDatabase } from './outbox-database.ts'

type Purged = Pick<JobDocument, '_id' | 'state' | 'chain' | 'orderingKey' | 'continueOnError'>

/** Deletes Jobs that finished so long ago, with a dead one those that wait for it, and marks whose time is over; how many had finished. */
export async function purgeJobs(
  database: OutboxDatabase,
  age: { completedMs?: number; deadMs?: number },
  limit: number,
): Promise<number> {
  const now = await database.now()
  const ripe: mongo.Filter<JobDocument>[] = []
  if (age.completedMs !== undefined)
    // No finished Job has a `dueAt`: named, the index leads to the oldest.
    ripe.push({ state: { $in: ['completed', 'discarded'] }, ...finishedBefore(now - age.completedMs) })
  if (age.deadMs !== undefined) ripe.push({ state: 'dead', ...finishedBefore(now - age.deadMs) })
  await database.marks.deleteMany({ until: { $lte: now } })
  if (ripe.length === 0) return 0
  const purged = await database.transact(async (session) => {
    const jobs = await database.jobs
      .find<Purged>(
        { $or: ripe },
        {
          session,
          limit,
          projection: { state: 1, chain: 1, orderingKey: 1, continueOnError: 1 },
        },
      )
      .toArray()
    const behind = waitingBehind(jobs)
    if (behind !== undefined) await database.jobs.deleteMany(behind, { session })
    if (jobs.length > 0)
      await database.jobs.deleteMany({ _id: { $in: jobs.map(({ _id }) => _id) }, $or: ripe }, { session })
    return jobs
  })
  await bringForward(
    database,
    purged.filter(({ state }) => state === 'dead').map(({ orderingKey }) => orderingKey),
  )
  return purged.length
}

function finishedBefore(time: number): mongo.Filter<JobDocument> {
  return { dueAt: null, finishedAt: { $lte: time } } as never
}
