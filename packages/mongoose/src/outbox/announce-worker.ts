import { toStoredText } from '../database/stored-text.ts'
import { workerId } from './mark-document.ts'
import type { OutboxDatabase } from './outbox-database.ts'

/** Says that a worker is at work, in one write; `taken` where another instance has said so and its time is not over. */
export async function announceWorker(
  database: OutboxDatabase,
  { id, instance, ttlMs }: { id: string; instance: string; ttlMs: number },
): Promise<'announced' | 'taken'> {
  const now = await database.now()
  const free = { _id: workerId(id), $or: [{ instance }, { until: { $lte: now } }] }
  const said = { worker: toStoredText(id), instance, until: now + ttlMs }
  // The first word of an instance may meet another of its own.
  for (let attempt = 1; attempt <= 2; attempt++)
    try {
      await database.marks.updateOne(free, { $set: said }, { upsert: true })
      return 'announced'
    } catch (error) {
      // It is there, and not free.
      if ((error as { code?: unknown }).code !== 11000) throw error
    }
  return 'taken'
}
