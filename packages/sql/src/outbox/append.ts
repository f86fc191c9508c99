import type { NewJob } from '@triggerkit/core/adapter'
import { jsonParts } from '../job/json-parts.ts'
import { toMarkName } from '../job/mark-name.ts'
import { toNewJobRow } from '../job/new-job-row.ts'
import { findDedupeOwners } from '../statement/find-dedupe-owners.ts'
import { insertJobs } from '../statement/insert-jobs.ts'
import { type DedupeKeyRow, takeDedupeKeys } from '../statement/take-dedupe-keys.ts'
import type { OutboxConnection } from './outbox-connection.ts'

/** Appends Jobs, all of them in one transaction. */
export async function appendJobs(
  outbox: OutboxConnection,
  handle: object | undefined,
  jobs: readonly NewJob[],
): Promise<void> {
  if (jobs.length === 0) return
  const keys = dedupeKeys(jobs)
  if (keys.length > 0) return outbox.inTransaction(handle, (own) => appendOnce(outbox, own, jobs, keys))
  const parts = jsonParts(jobs.map(toNewJobRow))
  if (parts.length === 1) await outbox.run(handle, insertJobs(outbox.sql, parts[0]!))
  else await outbox.inTransaction(handle, (own) => insertAll(outbox, own, parts))
}

async function insertAll(outbox: OutboxConnection, handle: object, parts: readonly string[]): Promise<void> {
  for (const part of parts) await outbox.run(handle, insertJobs(outbox.sql, part))
}

/** Jobs without a dedupe key, and those that got theirs. Whoever else wants a key waits until this transaction has ended. */
async function appendOnce(
  outbox: OutboxConnection,
  handle: object,
  jobs: readonly NewJob[],
  keys: readonly DedupeKeyRow[],
): Promise<void> {
  const owners = new Set<string>()
  for (const part of jsonParts(keys)) {
    const taken = await outbox.rows(handle, takeDedupeKeys(outbox.sql, part))
    const own = outbox.dialect.returning ? taken : await outbox.rows(handle, findDedupeOwners(outbox.sql, part))
    for (const { id } of own) owners.add(String(id))
  }
  const kept = jobs.filter(({ id, dedupe }) => dedupe === undefined || owners.has(id))
  await insertAll(outbox, handle, jsonParts(kept.map(toNewJobRow)))
}

/** The first Job of each key, by the keys: every transaction takes them in the same order. */
function dedupeKeys(jobs: readonly NewJob[]): DedupeKeyRow[] {
  const keys = new Map<string, DedupeKeyRow>()
  for (const { id, dedupe } of jobs) {
    if (dedupe === undefined) continue
    const name = toMarkName(dedupe.key)
    if (!keys.has(name)) keys.set(name, { name, taker: id, window_ms: Math.round(dedupe.windowMs) })
  }
  return [...keys.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}
