import type { Port } from '../../../adapter/port.ts'
import type { TableSchema } from '../../../schema/schema.ts'
import type { ActionRun } from '../../action-executor.ts'
import { targetTable } from './table-input.ts'

/** A run and its place among all runs. */
export interface PlacedRun {
  run: ActionRun
  index: number
}

/** The runs of each table in their order; tables in the order in which they first come. */
export function byTable(runs: readonly ActionRun[], port: Port): Map<TableSchema, PlacedRun[]> {
  const tables = new Map<TableSchema, PlacedRun[]>()
  runs.forEach((run, index) => {
    const table = targetTable(run, port)
    const placed = tables.get(table)
    if (placed === undefined) tables.set(table, [{ run, index }])
    else placed.push({ run, index })
  })
  return tables
}
