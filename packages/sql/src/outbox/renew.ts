import { toKept } from '../job/kept-text.ts'
import { findHeld } from '../statement/find-held.ts'
import { renewLeases } from '../statement/renew-leases.ts'
import type { OutboxConnection } from './outbox-connection.ts'

/** Makes a lease last from now; the ids of those that are still held. One that is lost is never got back, so that two statements are as good as one. */
export async function renew(
  outbox: OutboxConnection,
  lease: string,
  ids: readonly string[],
  leaseMs: number,
): Promise<string[]> {
  if (ids.length === 0) return []
  const list = JSON.stringify(ids.map((id) => ({ held_id: toKept(id) })))
  const renewed = await outbox.rows(undefined, renewLeases(outbox.sql, lease, list, leaseMs))
  const held = outbox.dialect.returning ? renewed : await outbox.rows(undefined, findHeld(outbox.sql, lease, list))
  return held.map(({ id }) => String(id))
}
