import type { JsonDefinition, StoredTrigger, StoredVersion } from '@triggerkit/core'
import { escapeControls, StoreError } from '@triggerkit/core/adapter'

/** What this release writes; goes up with each change of an entry that one of before could not read. */
const entryFormat = 1

/** One version of one trigger as JSON; times are ISO 8601 in UTC. */
export interface StoreEntry {
  format: typeof entryFormat
  /** No other entry has it, so that one that was sent twice is known. */
  id: string
  version: number
  operation: StoredVersion['operation']
  /** Absent of a deletion, as `createdAt`. */
  definition?: JsonDefinition
  createdAt?: string
  at: string
  by?: string
  reason?: string
}

export function writeEntry(entry: Omit<StoreEntry, 'format'>): string {
  return JSON.stringify({ format: entryFormat, ...entry })
}

/** @throws StoreError of code `STORE_UNREADABLE` that says what is wrong, and where it is. */
export function readEntry(text: string, tag: string, key: string): StoreEntry {
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch (error) {
    throw unreadable(tag, key, `is no JSON: ${escapeControls((error as Error).message)}`)
  }
  if (typeof found !== 'object' || found === null) throw unreadable(tag, key, 'is no object')
  const entry = found as Partial<Record<keyof StoreEntry, unknown>>
  if (entry.format !== entryFormat)
    throw unreadable(tag, key, `is of format ${JSON.stringify(entry.format)}, and this release knows ${entryFormat}`)
  const isDeletion = entry.operation === 'delete'
  if (!isDeletion && entry.operation !== 'create' && entry.operation !== 'update')
    throw unreadable(tag, key, 'has no `operation`')
  if (!(Number.isSafeInteger(entry.version) && (entry.version as number) > 0))
    throw unreadable(tag, key, 'has no `version`')
  if (!isTime(entry.at) || !(isDeletion || isTime(entry.createdAt)))
    throw unreadable(tag, key, 'has no times `at` and `createdAt`')
  const { definition } = entry
  if (!isDeletion && (typeof definition !== 'object' || definition === null || Array.isArray(definition)))
    throw unreadable(tag, key, 'has no `definition`')
  return entry as StoreEntry
}

export function toStoredTrigger(tag: string, { version, definition, createdAt, at }: StoreEntry): StoredTrigger {
  return { tag, version, definition: definition!, createdAt: createdAt!, updatedAt: at }
}

export function toStoredVersion(tag: string, entry: StoreEntry): StoredVersion {
  const { version, operation, definition, at, by, reason } = entry
  return {
    ...{ tag, version, operation, at },
    ...(definition !== undefined && { definition }),
    ...(by !== undefined && { by }),
    ...(reason !== undefined && { reason }),
  }
}

/** What an entry of another format says of itself besides its definition, where it does. */
export function readHead(text: string, tag: string): StoredVersion[] {
  try {
    const { version, operation, at } = JSON.parse(text) as StoreEntry
    const isKnown = Number.isSafeInteger(version) && ['create', 'update', 'delete'].includes(operation) && isTime(at)
    return isKnown ? [{ tag, version, operation, at }] : []
  } catch {
    return []
  }
}

function unreadable(tag: string, key: string, problem: string): StoreError {
  return new StoreError({
    code: 'STORE_UNREADABLE',
    message:
      `The stored trigger ${JSON.stringify(tag)} cannot be read: what the hash "${key}" of Redis has of it ${problem}. ` +
      'Bring an earlier version back with triggers.revert, or delete it and create it anew.',
    data: { tag },
  })
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value))
}
