import type { Settlement } from '@triggerkit/core/adapter'
import type { ClientSession } from 'mongoose'
import { afterCommit } from '../session/after-commit.ts'
import { transactionOf } from '../session/sessions.ts'
import { Chains } from './chain.ts'
import type { JobDocument } from './job-document.ts'
import { bringForward } from './ordering-key.ts'
import type { OutboxDatabase } from './outbox-database.ts'
import { toJobUpdate } from './settlement-update.ts'

/** What never changes of a Job that is settled. */
export type SettledJob = Pick<JobDocument, '_id' | 'chain' | 'orderingKey' | 'onDead'>

type HeldJob = SettledJob & Pick<JobDocument, 'state' | 'lease'>

const projection = { chain: 1, orderingKey: 1, onDead: 1, state: 1, lease: 1 } satisfies Partial<
  Record<keyof HeldJob, 1>
>

/**
 * Ends leases in the handle's transaction; outside any in one of its own where others of their chains are to be written along. What is brought
 * forward of an ordering key is written after the commit: claims write there too, and each would be a write conflict.
 */
export async function settleJobs(
  database: OutboxDatabase,
  handle: ClientSession | undefined,
  settlements: readonly Settlement[],
): Promise<number> {
  if (settlements.length === 0) return 0
  const session = transactionOf(handle)
  const [jobs, now] = await Promise.all([jobsOf(database, session, settlements), database.now()])
  const held = settlements.filter((each) => isHeld(each, jobs.get(each.id)))
  if (held.length === 0) return 0
  const needsTransaction = held.some((each) => isOver(each) && jobs.get(each.id)!.chain !== undefined)
  const settle = (within: ClientSession | undefined): Promise<Settled> =>
    settleIn(database, within, { held, jobs, now })
  const { count, freedKeys } = await (session !== undefined || !needsTransaction
    ? settle(session)
    : database.transact(settle))
  if (session === undefined) await bringForward(database, freedKeys)
  else if (freedKeys.length > 0) afterCommit(session, () => bringForward(database, freedKeys))
  return count
}

async function jobsOf(
  { jobs }: OutboxDatabase,
  session: ClientSession | undefined,
  settlements: readonly Settlement[],
): Promise<ReadonlyMap<string, HeldJob>> {
  const ids = settlements.map(({ id }) => id)
  const found = await jobs.find<HeldJob>({ _id: { $in: ids } }, { session, projection }).toArray()
  return new Map(found.map((job) => [job._id, job]))
}

interface Settling {
  /** Whose lease was held when it was looked at. */
  held: readonly Settlement[]
  jobs: ReadonlyMap<string, SettledJob>
  now: number
}

interface Settled {
  count: number
  freedKeys: (string | undefined)[]
}

async function settleIn(
  database: OutboxDatabase,
  session: ClientSession | undefined,
  { held, jobs, now }: Settling,
): Promise<Settled> {
  const over = held.filter(isOver).map(({ id }) => jobs.get(id)!)
  const chained = over.filter(({ chain }) => chain !== undefined)
  const isMarked = session === undefined && chained.length > 0
  const { matchedCount } = await database.jobs.bulkWrite(
    held.map((each) => ({
      updateOne: {
        filter: { _id: each.id, lease: each.lease, state: { $in: ['leased', 'relayed'] } },
        update: toJobUpdate(each, jobs.get(each.id)!, { now, isMarked }),
      },
    })),
    { session },
  )
  const freedKeys = over.map(({ orderingKey }) => orderingKey).filter((key) => key !== undefined)
  return { count: matchedCount, freedKeys: [...freedKeys, ...(await followChains(database, session, chained))] }
}

/**
 * What waits in the chains of these Jobs learns that they are over; the ordering keys that this frees. It may be done twice. Where there is no
 * transaction the Jobs are marked until it is done, so that a process that ends half-way leaves it to the next claim.
 */
export async function followChains(
  database: OutboxDatabase,
  session: ClientSession | undefined,
  over: readonly SettledJob[],
): Promise<(string | undefined)[]> {
  if (over.length === 0) return []
  const chains = await Chains.load(database, session, over)
  for (const job of over) chains.release(job)
  const updates = chains.updates()
  if (updates.length > 0) await database.jobs.bulkWrite(updates, { session })
  if (session === undefined)
    await database.jobs.updateMany({ _id: { $in: over.map(({ _id }) => _id) } }, { $unset: { unfollowed: '' } })
  return chains.freedKeys()
}

function isHeld({ lease }: Settlement, job: HeldJob | undefined): boolean {
  return job?.lease === lease && (job.state === 'leased' || job.state === 'relayed')
}

function isOver({ state }: Settlement): boolean {
  return state === 'completed' || state === 'dead'
}
