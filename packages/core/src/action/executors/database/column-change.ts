import type { RowUpdate } from '../../../adapter/row-update.ts'

export type UpdateOperator = keyof RowUpdate

/** What an update does to one column. */
export interface ColumnChange {
  operator: UpdateOperator
  value: unknown
}

/** What an update does to a row, by column. */
export type ColumnChanges = ReadonlyMap<string, ColumnChange>

export function toRowUpdate(changes: ColumnChanges): RowUpdate {
  const update: RowUpdate = {}
  for (const [column, { operator, value }] of changes) {
    update[operator] ??= {}
    update[operator][column] = value
  }
  return update
}
