import { type JobState, jobStates, type OutboxStats } from '@triggerkit/core/adapter'
import { fromStoredText, fromStoredTexts } from '../database/stored-text.ts'
import { marksOf } from './mark-document.ts'
import type { OutboxDatabase } from './outbox-database.ts'

export async function outboxStats(database: OutboxDatabase): Promise<OutboxStats> {
  const { jobs, marks } = database
  const now = await database.now()
  const dueNow = { state: 'ready' as const, dueAt: { $lte: now } }
  const [counts, due, oldest, pauses, workers] = await Promise.all([
    // State by state they are counted in the index, together in the documents.
    Promise.all(jobStates.map(async (state) => [state, await jobs.countDocuments({ state })] as const)),
    jobs.countDocuments(dueNow),
    jobs.findOne(dueNow, { sort: { dueAt: 1 }, projection: { dueAt: 1 } }),
    marks.find(marksOf('pause')).toArray(),
    marks.find({ ...marksOf('worker'), until: { $gt: now } }).toArray(),
  ])
  return {
    counts: Object.fromEntries(counts) as Record<JobState, number>,
    due,
    ...(oldest !== null && { oldestDueMs: now - oldest.dueAt! }),
    paused: pauses.map(({ target }) => fromStoredTexts(target!)),
    workers: workers.map(({ worker }) => fromStoredText(worker!)),
  }
}
