import type { JobState } from '@triggerkit/core/adapter'
import { deleteExpiredMarks } from '../statement/delete-expired-marks.ts'
import { deleteJobs } from '../statement/delete-jobs.ts'
import { findWaitingBehind } from '../statement/find-waiting-behind.ts'
import { pickFinished } from '../statement/pick-finished.ts'
import { forward, type LinkedJob, seqsOf, toLinkedJob } from './move-along.ts'
import type { OutboxConnection } from './outbox-connection.ts'

export interface FinishedAge {
  completedMs?: number
  deadMs?: number
}

/** Deletes Jobs that finished so long ago, and marks whose time is over; how many Jobs were finished. */
export async function purge(
  outbox: OutboxConnection,
  { completedMs, deadMs }: FinishedAge,
  limit: number,
): Promise<number> {
  await outbox.run(undefined, deleteExpiredMarks(outbox.sql, limit))
  const kept: [JobState, number | undefined][] = [
    ['completed', completedMs],
    ['discarded', completedMs],
    ['dead', deadMs],
  ]
  let purged = 0
  for (const [state, keptMs] of kept)
    if (keptMs !== undefined && purged < limit) purged += await purgeState(outbox, state, keptMs, limit - purged)
  return purged
}

function purgeState(outbox: OutboxConnection, state: JobState, keptMs: number, limit: number): Promise<number> {
  return outbox.inTransaction(undefined, async (handle) => {
    const picked = (await outbox.rows(handle, pickFinished(outbox.sql, state, keptMs, limit))).map(toLinkedJob)
    if (picked.length === 0) return 0
    const behind = state === 'dead' ? await waitingBehind(outbox, handle, picked) : []
    await outbox.run(handle, deleteJobs(outbox.sql, seqsOf([...picked, ...behind])))
    await forward(outbox, handle, [...picked, ...behind])
    return picked.length
  })
}

async function waitingBehind(
  outbox: OutboxConnection,
  handle: object,
  dead: readonly LinkedJob[],
): Promise<LinkedJob[]> {
  const chained = dead.filter(({ chainId }) => chainId !== undefined)
  if (chained.length === 0) return []
  return (await outbox.rows(handle, findWaitingBehind(outbox.sql, seqsOf(chained)))).map(toLinkedJob)
}
