import type { TableSchema } from '../schema/schema.ts'

export type ColumnFinding = 'found' | 'relation' | 'unknown'

/** Whether a path leads to a column, to a group of embedded ones, or into one that holds a document or array. */
export function findColumn(path: readonly string[], table: TableSchema): ColumnFinding {
  for (let length = path.length; length > 0; length--) {
    const column = table.columns.get(path.slice(0, length).join('.'))
    if (column === undefined) continue
    const isWhole = length === path.length
    return isWhole || column.kind === 'json' || column.kind === 'array' || column.kind === 'unknown'
      ? 'found'
      : 'unknown'
  }
  const prefix = `${path.join('.')}.`
  for (const name of table.columns.keys()) if (name.startsWith(prefix)) return 'found'
  return table.relations?.includes(path[0]!) ? 'relation' : 'unknown'
}
