import type { TableSchema } from '../../../schema/schema.ts'
import { areDisjoint } from './disjoint-filters.ts'
import { exactText } from './exact-text.ts'
import { columnsOf, overlap } from './filter-columns.ts'
import { gatherEqual } from './gather-equal.ts'
import { areOrderIndependent, isIdempotent, mergeChanges } from './merge-changes.ts'
import type { UpdateStatement } from './statement.ts'

/**
 * As few statements as leave every row as the given ones would, one after the other (R31). Updates of equal filter are merged, and those
 * that do the same to rows of different values become one with `$in`. Where order matters (an update changes what a filter reads, or
 * filters may meet the same row with different outcomes) only neighbours are merged. Where it does not, statements are sorted by their
 * filters, so that concurrent Writes lock the same rows in the same order (R12).
 */
export function mergeUpdates(
  updates: readonly UpdateStatement[],
  table: TableSchema,
  inLimit: number,
): UpdateStatement[] {
  if (updates.length < 2) return [...updates]
  const keyed = updates.map((update) => ({ update, key: exactText(update.where) }))
  if (changesWhatItReads(updates)) return mergeNeighbours(keyed, dropRepetition)
  const groups = groupByFilter(keyed)
  const disjoint = areDisjoint(
    groups.map((group) => group[0]!.where),
    table,
  )
  const changes = updates.map((update) => update.changes)
  if (!disjoint && !areOrderIndependent(changes)) return mergeNeighbours(keyed, mergeTwo)
  const levels = toLevels(groups.map((group) => mergeAll(group, mergeTwo)))
  if (!disjoint && !changes.every(isIdempotent)) return levels.flat()
  return levels.flatMap((level) =>
    gatherEqual(level, inLimit, ({ changes: deed }) => exactText(Object.fromEntries(deed))),
  )
}

interface Keyed {
  update: UpdateStatement
  /** Undefined: no filter is known to be the same. */
  key: string | undefined
}

type Merge = (first: UpdateStatement, second: UpdateStatement) => UpdateStatement | undefined

function changesWhatItReads(updates: readonly UpdateStatement[]): boolean {
  const read = new Set(updates.flatMap(({ where }) => columnsOf(where)))
  const changed = new Set(updates.flatMap(({ changes }) => [...changes.keys()]))
  for (const column of changed) for (const other of read) if (overlap(column, other)) return true
  return false
}

/** Updates of each distinct filter in their order, the groups in the order of their filters. */
function groupByFilter(keyed: readonly Keyed[]): UpdateStatement[][] {
  const groups = new Map<string, UpdateStatement[]>()
  keyed.forEach(({ update, key = `unknown ${update.runs[0]!}` }) => {
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [update])
    else group.push(update)
  })
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group)
}

function mergeAll(updates: readonly UpdateStatement[], merge: Merge): UpdateStatement[] {
  const merged: UpdateStatement[] = []
  for (const update of updates) {
    const last = merged.at(-1)
    const both = last && merge(last, update)
    if (both === undefined) merged.push(update)
    else merged[merged.length - 1] = both
  }
  return merged
}

function mergeNeighbours(keyed: readonly Keyed[], merge: Merge): UpdateStatement[] {
  const runs: UpdateStatement[][] = []
  keyed.forEach(({ update, key }, index) => {
    if (index > 0 && key !== undefined && key === keyed[index - 1]!.key) runs.at(-1)!.push(update)
    else runs.push([update])
  })
  return runs.flatMap((run) => mergeAll(run, merge))
}

const mergeTwo: Merge = (first, second) => {
  const changes = mergeChanges(first.changes, second.changes)
  return changes && { changes, where: first.where, runs: [...first.runs, ...second.runs] }
}

/** An update that changes what its own filter reads may be done once instead of twice where that is the same. */
const dropRepetition: Merge = (first, second) => {
  const [one, two] = [first, second].map(({ changes }) => exactText(Object.fromEntries(changes)))
  if (one === undefined || one !== two || !isIdempotent(first.changes)) return undefined
  return { ...first, runs: [...first.runs, ...second.runs] }
}

/** What cannot be merged for one filter stays in its order: all first statements, then all second ones … */
function toLevels(groups: readonly UpdateStatement[][]): UpdateStatement[][] {
  const depth = groups.reduce((most, group) => Math.max(most, group.length), 0)
  return Array.from({ length: depth }, (_, level) => groups.flatMap((group) => group[level] ?? []))
}
