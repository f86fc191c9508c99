import type { JobFilter } from '@triggerkit/core/adapter'
import { discardJobs } from '../statement/discard-jobs.ts'
import { findWaitingBehind } from '../statement/find-waiting-behind.ts'
import { pickDiscarded } from '../statement/pick-jobs.ts'
import { moveAlong, seqsOf, toLinkedJob } from './move-along.ts'
import type { OutboxConnection } from './outbox-connection.ts'

/** Gives Jobs up, with those of their chains that wait for them; how many matched. */
export function discard(outbox: OutboxConnection, filter: JobFilter, limit: number): Promise<number> {
  return outbox.inTransaction(undefined, async (handle) => {
    const picked = (await outbox.rows(handle, pickDiscarded(outbox.sql, filter, limit))).map(toLinkedJob)
    if (picked.length === 0) return 0
    const chained = picked.filter(({ chainId }) => chainId !== undefined)
    const behind = chained.length === 0 ? [] : await outbox.rows(handle, findWaitingBehind(outbox.sql, seqsOf(chained)))
    const given = [...picked, ...behind.map(toLinkedJob)]
    await outbox.run(handle, discardJobs(outbox.sql, seqsOf(given)))
    await moveAlong(outbox, handle, given)
    return picked.length
  })
}
