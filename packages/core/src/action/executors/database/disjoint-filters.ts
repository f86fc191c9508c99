import type { RowFilter } from '../../../adapter/row-filter.ts'
import type { TableSchema } from '../../../schema/schema.ts'
import { equalitiesOf, identityOf } from './equality-filter.ts'

/** Whether no row can match two of these filters, which are different from one another: each asks for other values of the same columns. */
export function areDisjoint(filters: readonly RowFilter[], table: TableSchema): boolean {
  if (filters.length < 2) return true
  const seen = new Set<string>()
  let shape: string | undefined
  for (const filter of filters) {
    const equalities = equalitiesOf(filter)
    if (equalities === undefined) return false
    const parts = [...equalities].map(([column, value]) => identityIn(table, column, value))
    if (parts.includes(undefined)) return false
    const ownShape = [...equalities].map(([column, value]) => `${column} ${shapeOf(table, column, value)}`).join()
    const identity = JSON.stringify(parts)
    if ((shape ??= ownShape) !== ownShape || seen.has(identity)) return false
    seen.add(identity)
  }
  return true
}

function identityIn(table: TableSchema, column: string, value: unknown): string | undefined {
  return identityOf(value, table.columns.get(column)?.kind)
}

/** Of a column of unknown kind, values of different types are never known to be different. */
function shapeOf(table: TableSchema, column: string, value: unknown): string {
  const kind = table.columns.get(column)?.kind ?? 'unknown'
  return kind === 'unknown' ? typeof value : kind
}
