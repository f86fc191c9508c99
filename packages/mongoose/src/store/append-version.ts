import { setTimeout as delay } from 'node:timers/promises'
import type { ChangeNote, StoreScope } from '@triggerkit/core'
import { toStoredText } from '../database/stored-text.ts'
import type { StoreDatabase } from './store-database.ts'
import { type NewVersion, scopeFilter, toVersionDocument, type VersionDocument } from './version-document.ts'

/** More than ever meet: what goes on failing has another cause, such as documents that were changed by hand. */
const maxAttempts = 1_000
/** Most milliseconds before the second attempt; doubled each further time. */
const firstDelayMs = 2
const mostDelayMs = 100
const duplicateKey = 11_000

/**
 * Makes the next version of a tag of what is the newest one: one insertion, which no transaction has to hold together. Whoever else changed the scope
 * since it was looked at has taken the number that it counts on; it is looked at again then. Nothing where `next` gives nothing.
 */
export async function appendVersion(
  database: StoreDatabase,
  scope: StoreScope,
  tag: string,
  note: ChangeNote,
  next: (newest: VersionDocument | undefined) => NewVersion | undefined,
): Promise<VersionDocument | undefined> {
  for (let attempt = 1; ; attempt++) {
    // In this order: what comes after the number was read takes it.
    const seq = (await lastSeq(database, scope)) + 1
    const made = next(await newestOf(database, scope, tag))
    if (made === undefined) return undefined
    const at = new Date(await database.now())
    const document = toVersionDocument({ scope, tag, seq, at }, made, note)
    try {
      await database.versions.insertOne(document)
      return document
    } catch (error) {
      if (attempt >= maxAttempts || (error as { code?: unknown }).code !== duplicateKey) throw error
    }
    await delay(Math.random() * Math.min(mostDelayMs, firstDelayMs * 2 ** attempt))
  }
}

/** How many changes of the scope there have been. */
export async function lastSeq({ versions }: StoreDatabase, scope: StoreScope): Promise<number> {
  const last = await versions.findOne(scopeFilter(scope), { sort: { seq: -1 }, projection: { _id: 0, seq: 1 } })
  return last?.seq ?? 0
}

export async function newestOf(
  { versions }: StoreDatabase,
  scope: StoreScope,
  tag: string,
): Promise<VersionDocument | undefined> {
  const found = await versions.findOne({ ...scopeFilter(scope), tag: toStoredText(tag) }, { sort: { seq: -1 } })
  return found ?? undefined
}
