import type { JobFilter, JobState } from '@triggerkit/core/adapter'
import type { mongo } from 'mongoose'
import { goesOn } from './chain.ts'
import type { JobDocument } from './job-document.ts'
import { toJobFilter } from './job-filter.ts'
import { bringForward } from './ordering-key.ts'
import type { OutboxDatabase } from './outbox-database.ts'

type GivenUp = Pick<JobDocument, '_id' | 'state' | 'chain' | 'orderingKey' | 'continueOnError'>

const projection = { state: 1, chain: 1, orderingKey: 1, continueOnError: 1 } satisfies Partial<
  Record<keyof GivenUp, 1>
>
const discardable: JobState[] = ['dead', 'ready', 'waiting', 'relayed']

/** Gives up Jobs, each with those of its chain that wait for it; how many matched. */
export async function discardJobs(database: OutboxDatabase, filter: JobFilter, limit: number): Promise<number> {
  const given = await database.transact(async (session) => {
    const now = await database.now()
    const jobs = await database.jobs
      .find<GivenUp>(
        { $and: [toJobFilter(filter), { state: { $in: discardable } }] },
        {
          session,
          sort: { seq: 1 },
          limit,
          projection,
        },
      )
      .toArray()
    if (jobs.length === 0) return { jobs, behind: [] }
    const waiting = waitingBehind(jobs)
    const behind =
      waiting === undefined ? [] : await database.jobs.find<GivenUp>(waiting, { session, projection }).toArray()
    // Those behind first: should it end half-way, the Job can be given up again.
    for (const [ids, states] of [
      [behind, ['waiting']],
      [jobs, discardable],
    ] as [GivenUp[], JobState[]][])
      if (ids.length > 0)
        await database.jobs.updateMany(
          { _id: { $in: ids.map(({ _id }) => _id) }, state: { $in: states } },
          { $set: { state: 'discarded', finishedAt: now }, $unset: { dueAt: '', lease: '', heldKey: '' } },
          { session },
        )
    return { jobs, behind }
  })
  await bringForward(
    database,
    [...given.jobs, ...given.behind].map(({ orderingKey }) => orderingKey),
  )
  return given.jobs.length
}

/** A filter of those that wait for one of these in its chain; absent where none can. */
export function waitingBehind(
  jobs: readonly Pick<JobDocument, 'state' | 'chain' | 'continueOnError'>[],
): mongo.Filter<JobDocument> | undefined {
  const places = jobs.flatMap((job) =>
    job.chain === undefined || goesOn(job)
      ? []
      : [{ 'chain.id': job.chain.id, 'chain.position': { $gt: job.chain.position } }],
  )
  return places.length === 0 ? undefined : { state: 'waiting', $or: places }
}
