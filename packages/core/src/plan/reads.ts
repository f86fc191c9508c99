import type { ColumnSelection } from '../adapter/write.ts'
import { unionColumns } from '../change/column-selection.ts'
import type { TableSchema } from '../schema/schema.ts'

/** Which columns of the row after and of the row before something reads. */
export interface Reads {
  record: ColumnSelection
  previous: ColumnSelection
}

export const readsNothing: Reads = { record: [], previous: [] }
export const readsEverything: Reads = { record: 'all', previous: 'all' }

export function unionReads(first: Reads, second: Reads): Reads {
  return { record: unionColumns(first.record, second.record), previous: unionColumns(first.previous, second.previous) }
}

/** The columns that these placeholder paths read; `record` alone, or a path into what is no column, is the whole row. */
export function readsOfPaths(paths: Iterable<string>, table: TableSchema): Reads {
  let reads = readsNothing
  for (const path of paths) {
    const [root, ...rest] = path.split('.')
    // `records.0.total`: which of the rows is known only when they are there.
    if (root === 'record') reads = unionReads(reads, { record: columnsAt(rest, table), previous: [] })
    else if (root === 'records') reads = unionReads(reads, { record: columnsAt(rest.slice(1), table), previous: [] })
    else if (root === 'previousRecord') reads = unionReads(reads, { record: [], previous: columnsAt(rest, table) })
    else if (root === 'previousRecords')
      reads = unionReads(reads, { record: [], previous: columnsAt(rest.slice(1), table) })
  }
  return reads
}

/** `address` reads every embedded column below it, `meta.tags.0` the JSON column `meta`. Beyond columns nothing is read (R25). */
function columnsAt(path: readonly string[], table: TableSchema): ColumnSelection {
  if (path.length === 0) return 'all'
  for (let length = path.length; length > 0; length--) {
    const name = path.slice(0, length).join('.')
    if (table.columns.has(name)) return [name]
  }
  const prefix = `${path.join('.')}.`
  const embedded = [...table.columns.keys()].filter((name) => name.startsWith(prefix))
  return embedded
}
