import type { FixtureTable, Row } from '../harness.ts'

/** The value of a property path (`address.city`) in a row. */
export function readPath(row: Row | undefined, path: string): unknown {
  let value: unknown = row
  for (const part of path.split('.')) {
    if (value === null || value === undefined) return undefined
    value = (value as Row)[part]
  }
  return value
}

/** The columns of a row that a `{{record}}` shows and nothing else it carries, flat by property path. */
export function pickColumns(row: Row | undefined, { columns, sparse }: FixtureTable): Row {
  const picked: Row = {}
  for (const column of columns) {
    const value = readPath(row, column)
    if (value === undefined || (value === null && sparse?.includes(column))) continue
    picked[column] = value
  }
  return picked
}
