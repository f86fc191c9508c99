import type { FixtureTable, Row } from '../harness.ts'
import { readPath } from './column-path.ts'
import { comparable, sameValue } from './comparable.ts'

export type OperationName = 'insert' | 'update' | 'delete'

export type ExpectedOperations = Record<string, Partial<Record<OperationName, number>>>

/** What happened to one row between two looks at its table: the truth that triggers are held to. */
export interface RowDifference {
  table: string
  operation: OperationName
  soft: boolean
  key: string
  before?: Row
  after?: Row
  /** Of an update. */
  changedFields: string[]
}

export function rowKey(table: FixtureTable, row: Row): string {
  return JSON.stringify(table.key.map((column) => comparable(readPath(row, column))))
}

/** The net Changes between two looks; a soft delete is a delete, a restore an update (R20). */
export function diffRows(table: FixtureTable, before: readonly Row[], after: readonly Row[]): RowDifference[] {
  const old = new Map(before.map((row) => [rowKey(table, row), row]))
  const differences: RowDifference[] = []
  for (const row of after) {
    const key = rowKey(table, row)
    const previous = old.get(key)
    old.delete(key)
    if (!previous) {
      differences.push({ table: table.name, operation: 'insert', soft: false, key, after: row, changedFields: [] })
      continue
    }
    const changedFields = table.columns.filter(
      (column) => !sameValue(readPath(previous, column), readPath(row, column)),
    )
    if (changedFields.length === 0) continue
    const soft =
      table.softDelete !== undefined && !readPath(previous, table.softDelete) && !!readPath(row, table.softDelete)
    differences.push({
      table: table.name,
      operation: soft ? 'delete' : 'update',
      soft,
      key,
      before: previous,
      after: row,
      changedFields,
    })
  }
  for (const [key, row] of old) {
    differences.push({ table: table.name, operation: 'delete', soft: false, key, before: row, changedFields: [] })
  }
  return differences
}

/** Differences counted as a binding expects them. */
export function countOperations(rows: readonly { table: string; operation: OperationName }[]): ExpectedOperations {
  const counts: ExpectedOperations = {}
  for (const { table, operation } of rows) {
    const ofTable = (counts[table] ??= {})
    ofTable[operation] = (ofTable[operation] ?? 0) + 1
  }
  return counts
}
