import type { CascadeSchema } from '@triggerkit/core/adapter'
import type { EntityMetadata } from 'typeorm'
import { columnName } from './column-name.ts'

/** Children that the database itself deletes or empties with rows of this table, read off the foreign keys of all tables (R17). */
export function toCascades(metadata: EntityMetadata, all: readonly EntityMetadata[]): CascadeSchema[] {
  const cascades: CascadeSchema[] = []
  for (const child of all) {
    if (child.tableType === 'entity-child') continue
    for (const foreignKey of child.foreignKeys) {
      if (foreignKey.referencedEntityMetadata.tablePath !== metadata.tablePath) continue
      const action = actionOf(foreignKey.onDelete)
      if (action === undefined) continue
      const columns = foreignKey.columns.map((column, index) => [
        columnName(column),
        columnName(foreignKey.referencedColumns[index]!),
      ])
      cascades.push({ childTable: child.name, columns: Object.fromEntries(columns) as Record<string, string>, action })
    }
  }
  return cascades
}

function actionOf(onDelete: string | undefined): CascadeSchema['action'] | undefined {
  if (onDelete === 'CASCADE') return 'delete'
  return onDelete === 'SET NULL' ? 'set-null' : undefined
}
