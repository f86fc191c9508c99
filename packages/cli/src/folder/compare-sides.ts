import type { Base, BaseEntry } from './base-file.ts'
import { digestOf } from './digest.ts'
import type { Side, SideEntry } from './side.ts'

/**
 * How a tag stands, seen from what both sides had last.
 *
 * | where      | meaning                                                        |
 * | ---------- | -------------------------------------------------------------- |
 * | `none`     | folder and store have the same                                 |
 * | `folder`   | changed in the folder alone, made there, or deleted there      |
 * | `store`    | changed in the store alone                                     |
 * | `conflict` | changed in both, or different and never the same               |
 */
export type ChangedWhere = 'none' | 'folder' | 'store' | 'conflict'

export interface Comparison {
  readonly tag: string
  readonly changedIn: ChangedWhere
  readonly folder?: SideEntry
  readonly store?: SideEntry
  readonly base?: BaseEntry
}

/** Every tag that one of them has, in order, except those that cannot be read on either side. */
export function compareSides(folder: Side, store: Side, base: Base): Comparison[] {
  const tags = new Set([...folder.entries.keys(), ...store.entries.keys(), ...base.keys()])
  return [...tags]
    .filter((tag) => !folder.unreadable.has(tag) && !store.unreadable.has(tag))
    .sort()
    .map((tag) => compare(tag, folder.entries.get(tag), store.entries.get(tag), base.get(tag)))
}

function compare(
  tag: string,
  folder: SideEntry | undefined,
  store: SideEntry | undefined,
  base: BaseEntry | undefined,
): Comparison {
  const [mine, theirs] = [folder, store].map((entry) => entry && digestOf(entry.definition))
  const changedIn =
    mine === theirs ? 'none' : theirs === base?.digest ? 'folder' : mine === base?.digest ? 'store' : 'conflict'
  return { tag, changedIn, folder, store, base }
}
