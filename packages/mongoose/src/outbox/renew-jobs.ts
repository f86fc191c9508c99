import type { OutboxDatabase } from './outbox-database.ts'

/** Makes a lease last from now; the ids of those that are still held under it. */
export async function renewJobs(
  database: OutboxDatabase,
  lease: string,
  ids: readonly string[],
  leaseMs: number,
): Promise<string[]> {
  if (ids.length === 0) return []
  const { jobs } = database
  const held = { _id: { $in: [...ids] }, lease, state: { $in: ['leased' as const, 'relayed' as const] } }
  const now = await database.now()
  const { matchedCount } = await jobs.updateMany(held, { $set: { dueAt: now + leaseMs } })
  if (matchedCount === new Set(ids).size) return [...ids]
  const found = await jobs.find(held, { projection: { _id: 1 } }).toArray()
  return found.map(({ _id }) => _id)
}
