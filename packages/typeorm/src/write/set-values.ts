import type { Row } from '@triggerkit/core/adapter'
import type { ObjectLiteral } from 'typeorm'
import type { ColumnMetadata, WriteBuilder } from '../orm/typeorm-internals.ts'
import { setInRow } from '../row/columns.ts'
import type { Table } from '../schema/table.ts'

/** What an UPDATE sets: values, and SQL expressions that only the database can work out. */
export interface SetValues {
  values: Map<ColumnMetadata, unknown>
  expressions: Map<ColumnMetadata, string>
}

interface PathBuilder extends WriteBuilder {
  createPropertyPath(metadata: Table['metadata'], entity: ObjectLiteral): string[]
}

/** The SET of an update builder by column, as TypeORM itself reads it. */
export function readSetValues(builder: WriteBuilder, table: Table): SetValues {
  const given = builder.expressionMap.valuesSet as ObjectLiteral | undefined
  const set: SetValues = { values: new Map(), expressions: new Map() }
  if (given === undefined || given === null || typeof given !== 'object') return set
  const defined = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  for (const path of (builder as PathBuilder).createPropertyPath(table.metadata, defined)) {
    for (const column of table.metadata.findColumnsWithPropertyPath(path)) {
      if (!column.isUpdate) continue
      const value = columnValue(column, defined)
      if (typeof value === 'function') set.expressions.set(column, String((value as () => unknown)()))
      else set.values.set(column, value)
    }
  }
  return set
}

/** A column's value in a value set; of a join column the related row's key. */
export function columnValue(column: ColumnMetadata, values: ObjectLiteral): unknown {
  const value: unknown = column.getEntityValue(values)
  const isRelated = column.referencedColumn && value !== null && typeof value === 'object'
  if (!isRelated || value instanceof Date || value instanceof Uint8Array) return value
  return column.referencedColumn!.getEntityValue(value)
}

/** Columns that the statement changes: those set, and those that the ORM or the database bumps with them. */
export function changedColumns(table: Table, set: Pick<SetValues, 'values' | 'expressions'>): string[] {
  const bumped = table.metadata.columns.filter(
    (column) =>
      column.isVersion || column.isUpdateDate || column.asExpression !== undefined || column.onUpdate !== undefined,
  )
  const columns = new Set([...set.values.keys(), ...set.expressions.keys(), ...bumped])
  return [...columns].flatMap((column) => table.names.get(column) ?? [])
}

/** Applies what is set to a row; the version counts up as TypeORM counts it. */
export function applySet(row: Row, table: Table, set: SetValues): void {
  for (const [column, value] of set.values) {
    const name = table.names.get(column)
    if (name !== undefined) setInRow(row, name.split('.'), value)
  }
  const version = table.metadata.versionColumn
  if (!version || set.values.has(version) || set.expressions.has(version)) return
  const path = table.names.get(version)!
  if (path in row && row[path] !== null && row[path] !== undefined) row[path] = Number(row[path]) + 1
}
