import type { RowDifference } from './diff-rows.ts'

/** A row whose key changed looks like one gone and one come: each pair, in order, is one update. */
export function pairKeyChanges(differences: readonly RowDifference[]): RowDifference[] {
  const gone = differences.filter((difference) => difference.operation === 'delete')
  const paired: RowDifference[] = []
  for (const difference of differences) {
    if (difference.operation === 'delete') continue
    const previous = difference.operation === 'insert' ? gone.shift() : undefined
    paired.push(previous ? toUpdate(previous, difference) : difference)
  }
  return [...paired, ...gone]
}

function toUpdate(previous: RowDifference, next: RowDifference): RowDifference {
  const before = previous.before ?? {}
  const after = next.after ?? {}
  const changedFields = Object.keys({ ...before, ...after }).filter(
    (column) => JSON.stringify(before[column]) !== JSON.stringify(after[column]),
  )
  return { ...next, operation: 'update', before, changedFields }
}
