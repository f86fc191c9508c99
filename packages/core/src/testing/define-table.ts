import type { ColumnSchema, TableSchema } from '../schema/schema.ts'
import type { ColumnKind } from '../value/column-kind.ts'

/** A table schema from `{ column: kind }`; the key is `id` unless said. */
export function defineTable(
  name: string,
  kinds: Record<string, ColumnKind>,
  options: Partial<Omit<TableSchema, 'name' | 'columns'>> & { hidden?: readonly string[] } = {},
): TableSchema {
  const { hidden = [], key = ['id'], aliases = [], cascades = [], relations } = options
  const columns = Object.entries(kinds).map(([column, kind]): [string, ColumnSchema] => [
    column,
    { name: column, kind, nullable: true, hidden: hidden.includes(column), generated: key.includes(column) },
  ])
  return { name, aliases, key, columns: new Map(columns), cascades, relations }
}
