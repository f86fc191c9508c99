import type { ColumnMetadata } from '../orm/typeorm-internals.ts'

/**
 * The column's name in rows and definitions: its property path; of a join column without a property of its own, its database name
 * (`authorId`), in the place of the relation.
 */
export function columnName(column: ColumnMetadata): string {
  if (!column.relationMetadata || column.entityMetadata.isJunction || !column.isVirtual) return column.propertyPath
  const parents = column.embeddedMetadata?.parentPropertyNames ?? []
  return [...parents, column.databaseName].join('.')
}
