import type { RowFilter } from '../../../adapter/row-filter.ts'
import type { ColumnChanges } from './column-change.ts'

/** One update for the port, and the runs (by their index) that it stands for. */
export interface UpdateStatement {
  changes: ColumnChanges
  where: RowFilter
  runs: number[]
}

/** One delete for the port, and the runs that it stands for. */
export interface DeleteStatement {
  where: RowFilter
  runs: number[]
}
