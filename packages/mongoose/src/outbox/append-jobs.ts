import { type NewJob, OutboxError } from '@triggerkit/core/adapter'
import type { ClientSession } from 'mongoose'
import { transactionOf } from '../session/sessions.ts'
import { withFreeKeys, withFreeKeysAlone } from './dedupe-keys.ts'
import { toJobDocument } from './job-document.ts'
import type { OutboxDatabase } from './outbox-database.ts'

/** Appends Jobs in the handle's transaction; outside any in one of its own where that takes several steps. */
export async function appendJobs(
  database: OutboxDatabase,
  handle: ClientSession | undefined,
  jobs: readonly NewJob[],
): Promise<void> {
  if (jobs.length === 0) return
  const session = transactionOf(handle)
  if (session !== undefined) return insertJobs(database, session, jobs)
  if (jobs.length === 1 && jobs[0]!.dedupe === undefined) return insertJobs(database, undefined, jobs)
  if (!database.hasTransactions) await assertNew(database, jobs)
  return database.transact((own) => insertJobs(database, own, jobs))
}

async function insertJobs(
  database: OutboxDatabase,
  session: ClientSession | undefined,
  jobs: readonly NewJob[],
): Promise<void> {
  const [now, last] = await Promise.all([database.now(), database.reserve(jobs.length)])
  const kept = await (session === undefined
    ? withFreeKeysAlone(database, jobs, now)
    : withFreeKeys(database, session, jobs, now))
  if (kept.length === 0) return
  const documents = kept.map((job, index) => toJobDocument(job, last - jobs.length + 1 + index, now))
  try {
    // The driver makes as few commands of it as the server takes.
    await database.jobs.insertMany(documents, { session })
  } catch (error) {
    const { code, writeErrors } = error as { code?: unknown; writeErrors?: unknown }
    if (code !== 11000) throw error
    const [first] = [writeErrors].flat() as { index?: number }[]
    throw duplicate(documents[first?.index ?? 0]!._id, error)
  }
}

/** Without a transaction nothing may have been kept when it turns out that one of them is there. */
async function assertNew({ jobs: collection }: OutboxDatabase, jobs: readonly NewJob[]): Promise<void> {
  const ids = new Set<string>()
  for (const { id } of jobs) {
    if (ids.has(id)) throw duplicate(id)
    ids.add(id)
  }
  const present = await collection.findOne({ _id: { $in: [...ids] } }, { projection: { _id: 1 } })
  if (present !== null) throw duplicate(present._id)
}

function duplicate(id: string, cause?: unknown): OutboxError {
  return new OutboxError({
    code: 'OUTBOX_DUPLICATE',
    message: `The outbox has a Job ${id} already.`,
    cause,
    data: { id },
  })
}
