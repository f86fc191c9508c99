import type { JsonDefinition, StoredDefinition, TriggerStore, Triggers } from '@triggerkit/core'
import { isUnreadable } from '@triggerkit/core/adapter'
import { withTold } from '../command/load-stored.ts'

export interface SideEntry {
  readonly version: number
  readonly definition: JsonDefinition
}

/** What the store has, or the folder. */
export interface Side {
  /** By tag. */
  readonly entries: ReadonlyMap<string, SideEntry>
  /** Why an entry cannot be read, by tag. */
  readonly unreadable: ReadonlyMap<string, Error>
}

/** A folder keeps the definitions of one engine: whose they are is not for its files to say. */
export const folderScope = { product: 'default', database: 'default' } as const

export async function readFolder(files: TriggerStore): Promise<Side> {
  const entries = new Map<string, SideEntry>()
  const unreadable = new Map<string, Error>()
  for (const entry of await files.fetchAll(folderScope)) {
    if (isUnreadable(entry)) unreadable.set(entry.tag, entry.problem)
    // A file need not name its tag: then its own name is it.
    else entries.set(entry.tag, { version: entry.version, definition: asStored(entry.definition, entry.tag) })
  }
  return { entries, unreadable }
}

export async function readStore(triggers: Triggers): Promise<Side> {
  const { result, told } = await withTold(triggers, () => triggers.fetchAll())
  return {
    entries: new Map(result.map((stored) => [stored.tag, toEntry(stored)])),
    unreadable: new Map(told.map(({ tag, error }) => [tag, error])),
  }
}

export function toEntry(stored: StoredDefinition): SideEntry {
  return { version: stored.version, definition: asStored(stored as unknown as JsonDefinition, stored.tag) }
}

/** Without what the store adds: it keeps no such members of a file that was copied from an answer of `fetch`, so they are no difference. */
function asStored(definition: JsonDefinition, tag: string): JsonDefinition {
  const { version: _, createdAt: __, updatedAt: ___, ...kept } = definition
  return { ...kept, tag }
}
