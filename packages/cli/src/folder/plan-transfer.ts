import type { Comparison } from './compare-sides.ts'

/** What a pull or a push does to one tag of the side that it writes. */
export interface Step {
  readonly operation: 'create' | 'update' | 'delete'
  readonly comparison: Comparison
}

export interface Transfer {
  /** What is new comes first and what goes comes last, so that a trigger under a new tag is never missing in between. */
  readonly steps: readonly Step[]
  /** What would overwrite a change of the side that is written; empty where that was forced. */
  readonly conflicts: readonly Comparison[]
}

/** From the folder to the store. What the store alone has, and never was in the folder, is left alone. */
export function planPush(comparisons: readonly Comparison[], force: boolean): Transfer {
  return plan(comparisons, force, 'store')
}

/** From the store to the folder. What the folder alone has, and never was in the store, is left alone. */
export function planPull(comparisons: readonly Comparison[], force: boolean): Transfer {
  return plan(comparisons, force, 'folder')
}

function plan(comparisons: readonly Comparison[], force: boolean, written: 'folder' | 'store'): Transfer {
  const steps: Step[] = []
  const conflicts: Comparison[] = []
  for (const comparison of comparisons) {
    const { changedIn, base } = comparison
    const isNewHere = base === undefined && comparison[written === 'store' ? 'folder' : 'store'] === undefined
    if (changedIn === 'none' || (changedIn === written && isNewHere)) continue
    const wouldOverwrite = changedIn === 'conflict' || (written === 'store' && changedIn === written)
    if (wouldOverwrite && !force) conflicts.push(comparison)
    else if (changedIn !== written || force) steps.push({ operation: operationOf(comparison, written), comparison })
  }
  const order = { create: 0, update: 1, delete: 2 }
  return { steps: steps.sort((one, other) => order[one.operation] - order[other.operation]), conflicts }
}

function operationOf({ folder, store }: Comparison, written: 'folder' | 'store'): Step['operation'] {
  const [from, to] = written === 'store' ? [folder, store] : [store, folder]
  return from === undefined ? 'delete' : to === undefined ? 'create' : 'update'
}
