import type { TableSchema } from '../schema/schema.ts'
import type { Row } from './change.ts'

/** The record plus what the caller gave beyond columns and relations: `avatarBase64`, `validation_errors` (R25). */
export function withInput(record: Row, input: Row | undefined, table: TableSchema): Row {
  if (input === undefined) return record
  for (const name of Object.keys(input)) {
    if (Object.hasOwn(record, name) || isColumn(name, table) || table.relations?.includes(name)) continue
    const value = input[name]
    if (value !== undefined && typeof value !== 'function') record[name] = value
  }
  return record
}

function isColumn(name: string, table: TableSchema): boolean {
  if (table.columns.has(name)) return true
  const prefix = `${name}.`
  for (const column of table.columns.keys()) if (column.startsWith(prefix)) return true
  return name === '__proto__' || name === 'constructor' || name === 'prototype'
}
