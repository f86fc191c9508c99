import type { ObjectLiteral } from 'typeorm'
import type { ColumnMetadata } from '../orm/typeorm-internals.ts'
import type { InsertedRow } from './insert-statement.ts'
import type { SeenColumns } from './see-rows.ts'
import { columnValue } from './set-values.ts'
import { uniqueColumnSets } from './unique-columns.ts'
import type { WriteTarget } from './write-target.ts'

/**
 * Finds the value set of each row that `orIgnore` let through: rows come back in the order of their value sets, with those left out that
 * met another row by a unique column.
 */
export function alignIgnored(
  target: WriteTarget,
  values: readonly ObjectLiteral[],
  rows: InsertedRow[],
  seen: SeenColumns,
): InsertedRow[] {
  const unique = [...new Set(uniqueColumnSets(target.table).flat())]
  let position = 0
  return rows.map((row) => {
    const record = { ...seen.keys.read(row.raw), ...seen.rows.read(row.raw) }
    while (position < values.length - 1 && !isSame(target, unique, values[position]!, record)) position++
    return { ...row, position: position++ }
  })
}

function isSame(
  { table, dataSource }: WriteTarget,
  columns: readonly ColumnMetadata[],
  values: ObjectLiteral,
  record: ObjectLiteral,
): boolean {
  return columns.every((column) => {
    const given = columnValue(column, values)
    const found = record[table.names.get(column)!] as unknown
    if (given === undefined || given === null || typeof given === 'function' || found === undefined) return true
    const hydrated: unknown = dataSource.driver.prepareHydratedValue(
      dataSource.driver.preparePersistentValue(given, column as never),
      column as never,
    )
    return textOf(hydrated) === textOf(found)
  })
}

function textOf(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value)
}
