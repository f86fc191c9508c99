import type { ColumnMetadata } from '../orm/typeorm-internals.ts'
import type { Table } from '../schema/table.ts'
import type { WriteTarget } from './write-target.ts'

/** The sets of columns of which no two rows may have equal values: the key, unique constraints and unique indices. */
export function uniqueColumnSets({ keys, metadata }: Table): ColumnMetadata[][] {
  const uniques = metadata.uniques.map(({ columns }) => columns)
  const indices = metadata.indices.filter(({ isUnique }) => isUnique).map(({ columns }) => columns)
  return [[...keys], ...uniques, ...indices].filter((columns) => columns.length > 0)
}

/** The unique columns by which an upsert finds the row to update; MySQL takes any, whatever is named. */
export function conflictsOf({ table, builder, dialect }: WriteTarget): ColumnMetadata[][] {
  const conflict = builder.expressionMap.onUpdate?.conflict
  if (dialect.family === 'mysql' || conflict === undefined) return uniqueColumnSets(table)
  if (Array.isArray(conflict))
    return [table.metadata.columns.filter(({ databaseName }) => conflict.includes(databaseName))]
  const named = [...table.metadata.uniques, ...table.metadata.indices].find(({ name }) => name === conflict)
  return named ? [named.columns] : uniqueColumnSets(table)
}
