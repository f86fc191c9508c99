import type { Claim, ClaimedJob, ClaimRequest } from '@triggerkit/core/adapter'
import { toStoredText } from '../database/stored-text.ts'
import { followForgotten } from './follow-forgotten.ts'
import type { JobDocument } from './job-document.ts'
import { toJobRow } from './job-document.ts'
import { marksOf, pauseIdsOf } from './mark-document.ts'
import { behindAnother } from './ordering-key.ts'
import type { OutboxDatabase } from './outbox-database.ts'

/** How often a claim looks again when others were faster. */
const maxRounds = 10

export type Candidate = Pick<JobDocument, '_id' | 'seq' | 'trigger' | 'provider' | 'orderingKey' | 'chain'>

const projection = { seq: 1, trigger: 1, provider: 1, orderingKey: 1, chain: 1 } satisfies Partial<
  Record<keyof Candidate, 1>
>

/**
 * Leases due Jobs: looks for them, leases those found that are due still, and reads what it got. Each Job is leased by one update of one document
 * whose filter says that it is due, so that it goes to one caller only; where others were faster it looks again.
 */
export async function claimJobs(database: OutboxDatabase, request: ClaimRequest): Promise<Claim> {
  const jobs: ClaimedJob[] = []
  for (let round = 1; ; round++) {
    const limit = request.limit - jobs.length
    const { looked, tried, claimed } = await claimOnce(database, { ...request, limit })
    jobs.push(...claimed)
    const isBeaten = claimed.length < tried
    if (!isBeaten || round === maxRounds)
      return { jobs: jobs.sort((a, b) => a.seq - b.seq), exhausted: !isBeaten && looked < limit }
  }
}

interface Round {
  looked: number
  tried: number
  claimed: ClaimedJob[]
}

async function claimOnce(database: OutboxDatabase, request: ClaimRequest): Promise<Round> {
  const now = await database.now()
  const [candidates, pauses] = await Promise.all([
    dueJobs(database, request, now),
    database.marks.find(marksOf('pause'), { projection: { _id: 1 } }).toArray(),
  ])
  if (candidates.length < request.limit && !database.hasTransactions) await followForgotten(database)
  if (candidates.length === 0) return { looked: 0, tried: 0, claimed: [] }
  const paused = new Set(pauses.map(({ _id }) => _id))
  const running = candidates.filter((job) => !pauseIdsOf(job).some((id) => paused.has(id)))
  const behind = await behindAnother(database, running, now)
  const tried = running.filter(({ _id }) => !behind.has(_id)).map(({ _id }) => _id)
  await lease(database, request, { now, tried, putOff: candidates.map(({ _id }) => _id).filter(notIn(tried)) })
  return { looked: candidates.length, tried: tried.length, claimed: await leasedJobs(database, request.lease, tried) }
}

function dueJobs({ jobs }: OutboxDatabase, request: ClaimRequest, now: number): Promise<Candidate[]> {
  const { handlers, formats, limit } = request
  return jobs
    .find<Candidate>(
      { handler: { $in: handlers.map(toStoredText) }, format: { $in: [...formats] }, dueAt: { $lte: now } },
      { sort: { dueAt: 1, seq: 1 }, limit, projection },
    )
    .toArray()
}

async function lease(
  { jobs }: OutboxDatabase,
  { lease, worker, leaseMs, deferMs }: ClaimRequest,
  { now, tried, putOff }: { now: number; tried: readonly string[]; putOff: readonly string[] },
): Promise<void> {
  const due = (ids: readonly string[]) => ({ _id: { $in: [...ids] }, dueAt: { $lte: now } })
  const leased = { state: 'leased', lease, worker, dueAt: now + leaseMs } as const
  const deferred = { state: 'ready', dueAt: now + deferMs } as const
  await jobs.bulkWrite([
    ...(tried.length > 0
      ? [{ updateMany: { filter: due(tried), update: { $set: leased, $inc: { attempts: 1 } } } }]
      : []),
    ...(putOff.length > 0
      ? [{ updateMany: { filter: due(putOff), update: { $set: deferred, $unset: { lease: '' as const } } } }]
      : []),
  ])
}

async function leasedJobs({ jobs }: OutboxDatabase, lease: string, ids: readonly string[]): Promise<ClaimedJob[]> {
  if (ids.length === 0) return []
  const found = await jobs.find({ _id: { $in: [...ids] }, lease, state: 'leased' }).toArray()
  return found.map((document) => ({ ...toJobRow(document), lease }) as ClaimedJob)
}

function notIn(ids: readonly string[]): (id: string) => boolean {
  const known = new Set(ids)
  return (id) => !known.has(id)
}
