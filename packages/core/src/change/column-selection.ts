import type { ColumnSelection } from '../adapter/write.ts'

/** Every column that either selection names. */
export function unionColumns(first: ColumnSelection, second: ColumnSelection): ColumnSelection {
  if (first === 'all' || second === 'all') return 'all'
  if (first.length === 0) return second
  if (second.length === 0) return first
  return [...new Set([...first, ...second])]
}

export function selectsAny(selection: ColumnSelection): boolean {
  return selection === 'all' || selection.length > 0
}
