import type { JobFilter } from '@triggerkit/core/adapter'
import { holdWaiting } from '../statement/hold-waiting.ts'
import { pickRetried } from '../statement/pick-jobs.ts'
import { retryJobs } from '../statement/retry-jobs.ts'
import { waitInChain } from '../statement/wait-in-chain.ts'
import { chainsOf, seqsOf, toLinkedJob } from './move-along.ts'
import type { OutboxConnection } from './outbox-connection.ts'

/** Makes Jobs ready again; those that have to wait in their chains do so, and hold their keys or not. */
export function retry(outbox: OutboxConnection, filter: JobFilter, limit: number): Promise<number> {
  return outbox.inTransaction(undefined, async (handle) => {
    const picked = (await outbox.rows(handle, pickRetried(outbox.sql, filter, limit))).map(toLinkedJob)
    if (picked.length === 0) return 0
    await outbox.run(handle, retryJobs(outbox.sql, seqsOf(picked)))
    const chained = picked.filter(({ chainId }) => chainId !== undefined)
    if (chained.length > 0) {
      await outbox.run(handle, waitInChain(outbox.sql, seqsOf(chained)))
      await outbox.run(handle, holdWaiting(outbox.sql, chainsOf(chained)))
    }
    return picked.length
  })
}
