import type { Claim, ClaimRequest, Row } from '@triggerkit/core/adapter'
import { readClaimed } from '../job/read-job.ts'
import { claimJobs } from '../statement/claim-jobs.ts'
import { findDue } from '../statement/find-due.ts'
import { leaseDue } from '../statement/lease-due.ts'
import type { OutboxConnection } from './outbox-connection.ts'

/** Leases due Jobs, and puts off those of them that may not run yet. */
export async function claim(outbox: OutboxConnection, request: ClaimRequest): Promise<Claim> {
  const { handlers, formats, limit, lease } = request
  if (handlers.length === 0 || formats.length === 0 || limit <= 0) return { jobs: [], exhausted: true }
  const due = outbox.dialect.returning
    ? await outbox.rows(undefined, claimJobs(outbox.sql, request))
    : await claimInTwo(outbox, request)
  const jobs = due.filter(({ state }) => state === 'leased').map((row) => readClaimed(row, lease))
  return { jobs: jobs.sort((a, b) => a.seq - b.seq), exhausted: due.length < limit }
}

/** The rows as the second statement leaves them. */
function claimInTwo(outbox: OutboxConnection, request: ClaimRequest): Promise<Row[]> {
  return outbox.inTransaction(undefined, async (handle) => {
    const found = await outbox.rows(handle, findDue(outbox.sql, request))
    if (found.length === 0) return []
    const due = found.map((row) => ({ seq: Number(row.seq), put_off: Number(row.put_off) }))
    const nowMs = Number(found[0]!.now_ms)
    await outbox.run(handle, leaseDue(outbox.sql, request, JSON.stringify(due), nowMs))
    return found.map((row) => (Number(row.put_off) === 1 ? { ...row, state: 'ready' } : leased(row, request, nowMs)))
  })
}

function leased(row: Row, { worker, leaseMs }: ClaimRequest, nowMs: number): Row {
  return { ...row, state: 'leased', attempts: Number(row.attempts) + 1, worker, due_at: nowMs + Math.round(leaseMs) }
}
