import type { TriggerStore, Triggers } from '@triggerkit/core'
import { type Base, readBase } from './base-file.ts'
import { type Comparison, compareSides } from './compare-sides.ts'
import { settleBase } from './settle-base.ts'
import { readFolder, readStore, type Side } from './side.ts'

/** Folder and store, what they had last, and how they differ. */
export interface BothSides {
  readonly folder: Side
  readonly store: Side
  readonly base: Base
  readonly comparisons: readonly Comparison[]
}

export async function readBoth(files: TriggerStore, triggers: Triggers, path: string): Promise<BothSides> {
  const last = await readBase(path)
  const folder = await readFolder(files)
  const store = await readStore(triggers)
  const base = settleBase(last, { folder, store })
  return { folder, store, base, comparisons: compareSides(folder, store, base) }
}
