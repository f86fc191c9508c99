import type { Candidate } from './claim-jobs.ts'
import type { JobDocument } from './job-document.ts'
import type { OutboxDatabase } from './outbox-database.ts'

/** The first Job that holds an ordering key. */
type FirstOfKey = Pick<JobDocument, 'seq' | 'state' | 'runAt' | 'continueOnError'> & { id: string; chainId?: string }

/** By key, the Job that later ones wait for; read off the index, a key's first entry. */
async function firstOfKeys(
  { jobs }: OutboxDatabase,
  keys: readonly string[],
): Promise<ReadonlyMap<string, FirstOfKey>> {
  if (keys.length === 0) return new Map()
  const found = jobs.aggregate<FirstOfKey & { _id: string }>([
    { $match: { heldKey: { $in: [...keys] } } },
    { $sort: { heldKey: 1, seq: 1 } },
    {
      $group: {
        _id: '$heldKey',
        id: { $first: '$_id' },
        seq: { $first: '$seq' },
        state: { $first: '$state' },
        runAt: { $first: '$runAt' },
        continueOnError: { $first: '$continueOnError' },
        chainId: { $first: '$chain.id' },
      },
    },
  ])
  return new Map((await found.toArray()).map(({ _id, ...first }) => [_id, first]))
}

/** Those of these due Jobs that another one of their ordering key goes before: an earlier one that holds it, or a later one that runs. */
export async function behindAnother(
  database: OutboxDatabase,
  candidates: readonly Candidate[],
  now: number,
): Promise<ReadonlySet<string>> {
  const keyed = candidates.filter(({ orderingKey }) => orderingKey !== undefined)
  const keys = [...new Set(keyed.map(({ orderingKey }) => orderingKey!))]
  if (keys.length === 0) return new Set()
  const [firsts, running] = await Promise.all([firstOfKeys(database, keys), runningOfKeys(database, keys, now)])
  const behind = new Set<string>()
  for (const job of keyed) {
    const first = firsts.get(job.orderingKey!)
    const isHeld = first !== undefined && first.seq < job.seq && (await holds(database, first, job))
    if (isHeld || (running.get(job.orderingKey!) ?? 0) > job.seq) behind.add(job._id)
  }
  return behind
}

/** By key, the highest `seq` of its Jobs that run: their leases are not over. */
async function runningOfKeys(
  { jobs }: OutboxDatabase,
  keys: readonly string[],
  now: number,
): Promise<ReadonlyMap<string, number>> {
  const found = await jobs
    .find<Pick<JobDocument, 'heldKey' | 'seq'>>(
      { heldKey: { $in: [...keys] }, state: { $in: ['leased', 'relayed'] }, dueAt: { $gt: now } },
      { projection: { heldKey: 1, seq: 1 } },
    )
    .toArray()
  const highest = new Map<string, number>()
  for (const { heldKey, seq } of found) highest.set(heldKey!, Math.max(seq, highest.get(heldKey!) ?? 0))
  return highest
}

/** A dead Job that its chain goes on without holds its key, but not the rest of that chain: of which something earlier may. */
async function holds({ jobs }: OutboxDatabase, first: FirstOfKey, job: Candidate): Promise<boolean> {
  const { chain, orderingKey, seq } = job
  const letsGoOn = first.state === 'dead' && first.continueOnError
  if (!letsGoOn || chain === undefined || first.chainId !== chain.id) return true
  const other = await jobs.findOne(
    {
      heldKey: orderingKey!,
      seq: { $lt: seq },
      $nor: [{ state: 'dead', continueOnError: true, 'chain.id': chain.id }],
    },
    { projection: { _id: 1 } },
  )
  return other !== null
}

/**
 * Makes the first Jobs of these ordering keys claimable as soon as they are due: they may have been put off. Outside every transaction, which would
 * conflict with those who claim; without it they come when they were put off to.
 */
export async function bringForward(database: OutboxDatabase, keys: Iterable<string | undefined>): Promise<void> {
  const given = [...new Set(keys)].filter((key) => key !== undefined)
  const firsts = [...(await firstOfKeys(database, given)).values()].filter(({ state }) => state === 'ready')
  if (firsts.length === 0) return
  await database.jobs.bulkWrite(
    firsts.map(({ id, runAt }) => ({
      // Not where it was claimed and given back meanwhile.
      updateOne: { filter: { _id: id, state: 'ready', runAt }, update: { $set: { dueAt: runAt } } },
    })),
    { ordered: false },
  )
}
