import type { TableSchema } from '../schema/schema.ts'
import { valuesEqual } from '../value/equal.ts'
import { parsePath, readPath } from '../value/path.ts'
import type { Row } from './change.ts'

/**
 * Names of the columns whose values differ between two rows, compared by kind (R22). Only `columns` are looked at where they are given; a
 * column that neither row carries counts as unchanged. Hidden columns count too, by name only.
 */
export function changedFields(table: TableSchema, previous: Row, record: Row, columns?: Iterable<string>): string[] {
  const changed: string[] = []
  for (const name of columns ?? table.columns.keys()) {
    const column = table.columns.get(name)
    if (column === undefined) continue
    const path = parsePath(name)
    const before = readPath(previous, path)
    const after = readPath(record, path)
    if (before === after || (before == null && after == null)) continue
    if (!valuesEqual(before, after, column.kind)) changed.push(name)
  }
  return changed
}
