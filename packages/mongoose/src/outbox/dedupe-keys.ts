import type { NewJob } from '@triggerkit/core/adapter'
import type { ClientSession } from 'mongoose'
import { toStoredText } from '../database/stored-text.ts'
import type { OutboxDatabase } from './outbox-database.ts'

/**
 * Takes the keys of these Jobs in a transaction, and leaves out the Jobs whose key is taken. No write that finds a key there, which would end the
 * transaction: of two transactions that take one key at the same time the second meets a write conflict.
 */
export async function withFreeKeys(
  { marks }: OutboxDatabase,
  session: ClientSession,
  jobs: readonly NewJob[],
  now: number,
): Promise<readonly NewJob[]> {
  const keys = jobs.flatMap(({ dedupe }) => (dedupe === undefined ? [] : [markOf(dedupe.key)]))
  if (keys.length === 0) return jobs
  const known = await marks.find({ _id: { $in: keys } }, { session }).toArray()
  const present = new Set(known.map(({ _id }) => _id))
  const untils = new Map(known.map(({ _id, until }) => [_id, until ?? 0]))
  const taken = new Set<string>()
  const kept = jobs.filter(({ dedupe }) => {
    if (dedupe === undefined) return true
    const _id = markOf(dedupe.key)
    if ((untils.get(_id) ?? 0) > now) return false
    untils.set(_id, now + dedupe.windowMs)
    taken.add(_id)
    return true
  })
  if (taken.size === 0) return kept
  await marks.bulkWrite(
    [...taken].map((_id) => {
      const until = untils.get(_id)!
      if (!present.has(_id)) return { insertOne: { document: { _id, until } } }
      return { updateOne: { filter: { _id }, update: { $set: { until } } } }
    }),
    { session },
  )
  return kept
}

/** The same key by key, each for itself, where there are no transactions. */
export async function withFreeKeysAlone(
  database: OutboxDatabase,
  jobs: readonly NewJob[],
  now: number,
): Promise<readonly NewJob[]> {
  const kept: NewJob[] = []
  for (const job of jobs) if (job.dedupe === undefined || (await takesKey(database, job.dedupe, now))) kept.push(job)
  return kept
}

async function takesKey(
  { marks }: OutboxDatabase,
  { key, windowMs }: NonNullable<NewJob['dedupe']>,
  now: number,
): Promise<boolean> {
  const free = { _id: markOf(key), until: { $lte: now } }
  try {
    await marks.updateOne(free, { $set: { until: now + windowMs } }, { upsert: true })
    return true
  } catch (error) {
    // It is there, and not free.
    if ((error as { code?: unknown }).code === 11000) return false
    throw error
  }
}

function markOf(key: string): string {
  return `dedupe:${toStoredText(key)}`
}
