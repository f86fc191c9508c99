import { compareValues } from '../../../value/compare.ts'
import { deepEqual } from '../../../value/deep-equal.ts'
import type { ColumnChange, ColumnChanges, UpdateOperator } from './column-change.ts'
import { addExactly, multiplyExactly } from './exact-number.ts'

/** Operators whose repetitions on one column come to the same in any order. */
const commutative: ReadonlySet<UpdateOperator> = new Set(['$inc', '$mul', '$min', '$max', '$unset'])

/** One update that does what the two do, one after the other, to the same rows; undefined where there is none. */
export function mergeChanges(first: ColumnChanges, second: ColumnChanges): ColumnChanges | undefined {
  const merged = new Map(first)
  for (const [column, later] of second) {
    const earlier = merged.get(column)
    const change = earlier === undefined ? later : mergeColumn(earlier, later)
    if (change === undefined) return undefined
    merged.set(column, change)
  }
  return merged
}

/** `$inc` sums, `$mul` multiplies, `$set` and `$unset` win over what was before (R31). */
function mergeColumn(earlier: ColumnChange, later: ColumnChange): ColumnChange | undefined {
  if (later.operator === '$set' || later.operator === '$unset') return later
  if (earlier.operator !== later.operator) return undefined
  const value = mergeValues(later.operator, earlier.value, later.value)
  return value === undefined ? undefined : { operator: later.operator, value }
}

function mergeValues(operator: UpdateOperator, earlier: unknown, later: unknown): unknown {
  switch (operator) {
    case '$inc':
      return addExactly(earlier, later)
    case '$mul':
      return multiplyExactly(earlier, later)
    case '$min':
    case '$max': {
      const order = compareValues(earlier, later)
      if (order === undefined) return undefined
      return (operator === '$min' ? order <= 0 : order >= 0) ? earlier : later
    }
    case '$pull':
    case '$addToSet':
      return deepEqual(earlier, later) ? earlier : undefined
    default:
      return undefined
  }
}

/** Whether any order of these updates leaves a row the same, whichever of them it meets. */
export function areOrderIndependent(updates: Iterable<ColumnChanges>): boolean {
  const byColumn = new Map<string, ColumnChange>()
  for (const changes of updates) {
    for (const [column, change] of changes) {
      const known = byColumn.get(column)
      if (known === undefined) byColumn.set(column, change)
      else if (!commute(known, change)) return false
    }
  }
  return true
}

function commute(a: ColumnChange, b: ColumnChange): boolean {
  if (a.operator !== b.operator) return false
  return commutative.has(a.operator) || (a.operator === '$set' && deepEqual(a.value, b.value))
}

/** Whether doing the update twice is doing it once. */
export function isIdempotent(changes: ColumnChanges): boolean {
  for (const { operator } of changes.values()) {
    if (operator === '$inc' || operator === '$mul' || operator === '$push') return false
  }
  return true
}
