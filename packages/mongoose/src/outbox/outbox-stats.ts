import { type JobState, jobStates, type OutboxStats } from '@triggerkit/core/adapter'
import { marksOf } from './mark-document.ts'
import type { OutboxDatabase } from './outbox-database.ts'
import { fromStoredText, fromStoredTexts } from './stored-text.ts'

export async function outboxStats(database: OutboxDatabase): Promise<OutboxStats> {
  const { jobs, marks } = database
  const now = await database.now()
  const dueNow = { state: 'ready' as const, dueAt: { $lte: now } }
  const [groups, due, oldest, pauses, workers] = await Promise.all([
    jobs.aggregate<{ _id: JobState; n: number }>([{ $group: { _id: '$state', n: { $sum: 1 } } }]).toArray(),
    jobs.countDocuments(dueNow),
    jobs.findOne(dueNow, { sort: { dueAt: 1 }, projection: { dueAt: 1 } }),
    marks.find(marksOf('pause')).toArray(),
    marks.find({ ...marksOf('worker'), until: { $gt: now } }).toArray(),
  ])
  const counts = new Map(groups.map(({ _id, n }) => [_id, n]))
  return {
    counts: Object.fromEntries(jobStates.map((state) => [state, counts.get(state) ?? 0])) as Record<JobState, number>,
    due,
    ...(oldest !== null && { oldestDueMs: now - oldest.dueAt! }),
    paused: pauses.map(({ target }) => fromStoredTexts(target!)),
    workers: workers.map(({ worker }) => fromStoredText(worker!)),
  }
}
