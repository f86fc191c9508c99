import type { Settlement } from '@triggerkit/core/adapter'
import { jsonParts } from '../job/json-parts.ts'
import { toSettlementRows } from '../job/settlement-row.ts'
import { findLinked } from '../statement/find-linked.ts'
import { findSettled } from '../statement/find-settled.ts'
import { settleJobs } from '../statement/settle-jobs.ts'
import { type LinkedJob, moveAlong, toLinkedJob } from './move-along.ts'
import type { OutboxConnection } from './outbox-connection.ts'

/**
 * Ends leases; how many were still held. One statement where none of the Jobs has a chain or an ordering key; where some have, they and what
 * waits for them move in one transaction.
 */
export async function settle(
  outbox: OutboxConnection,
  handle: object | undefined,
  settlements: readonly Settlement[],
): Promise<number> {
  const parts = jsonParts(toSettlementRows(settlements))
  if (parts.length === 0) return 0
  const areAlone = settlements.every(({ alone }) => alone === true)
  if (parts.length > 1)
    return outbox.inTransaction(handle, async (own) => {
      let settled = 0
      for (const part of parts) settled += await settlePart(outbox, own, part, areAlone)
      return settled
    })
  return settlePart(outbox, handle, parts[0]!, areAlone)
}

async function settlePart(
  outbox: OutboxConnection,
  handle: object | undefined,
  part: string,
  areAlone: boolean,
): Promise<number> {
  if (areAlone) return outbox.affected(handle, settleJobs(outbox.sql, part, false))
  const alone = await settleAlone(outbox, handle, part)
  return alone ?? outbox.inTransaction(handle, (own) => settleLinked(outbox, own, part))
}

/** Undefined, and nothing is settled, where a Job has a chain or an ordering key; or where none is held. */
async function settleAlone(
  outbox: OutboxConnection,
  handle: object | undefined,
  part: string,
): Promise<number | undefined> {
  if (outbox.dialect.returning) return (await outbox.affected(handle, settleJobs(outbox.sql, part, true))) || undefined
  // MySQL locks what an UPDATE's subqueries read, and those who settle would lock each other out.
  const linked = await outbox.rows(handle, findLinked(outbox.sql, part))
  return linked.length > 0 ? undefined : outbox.affected(handle, settleJobs(outbox.sql, part, false))
}

async function settleLinked(outbox: OutboxConnection, handle: object, part: string): Promise<number> {
  const over: LinkedJob[] = (await outbox.rows(handle, findSettled(outbox.sql, part))).map(toLinkedJob)
  const settled = await outbox.affected(handle, settleJobs(outbox.sql, part, false))
  if (settled > 0) await moveAlong(outbox, handle, over)
  return settled
}
