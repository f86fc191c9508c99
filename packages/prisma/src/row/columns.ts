import type { ColumnSelection, Row } from '@triggerkit/core/adapter'
import type { PrismaTable } from '../schema/prisma-schema.ts'

/** Names of the columns that a selection means, the key's always among them. */
export function columnNames({ schema }: PrismaTable, selection: ColumnSelection): string[] {
  const wanted =
    selection === 'all'
      ? [...schema.columns.values()].filter(({ hidden }) => !hidden).map(({ name }) => name)
      : selection.filter((name) => schema.columns.has(name))
  return [...new Set([...schema.key, ...wanted])]
}

/** `select` for exactly these columns. */
export function selectOf(names: readonly string[]): Record<string, true> {
  return Object.fromEntries(names.map((name) => [name, true as const]))
}

/** The columns of that name that the row has. */
export function pick(row: Row, names: readonly string[]): Row {
  const picked: Row = {}
  for (const name of names) if (row[name] !== undefined) picked[name] = row[name]
  return picked
}

/** The row's key. */
export function keyOf({ schema }: PrismaTable, row: Row): Row {
  return pick(row, schema.key)
}
