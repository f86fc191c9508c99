import type { TableSchema } from '../schema/schema.ts'
import { parsePath } from '../value/path.ts'
import type { Row } from './change.ts'

/** Columns of the table that appear in no whole record: hidden ones and those named as sensitive, as `column` or `table.column` (R19). */
export function hiddenColumns(table: TableSchema, sensitive: ReadonlySet<string>): readonly string[] {
  const names = [table.name, ...table.aliases]
  return [...table.columns.values()]
    .filter(
      ({ name, hidden }) => hidden || sensitive.has(name) || names.some((alias) => sensitive.has(`${alias}.${name}`)),
    )
    .map(({ name }) => name)
}

/** Makes these columns of the row reachable by their explicit path only: `{{record}}`, JSON, spreads and logs pass over them. */
export function hideColumns(row: Row, hidden: readonly string[]): Row {
  for (const name of hidden) {
    const path = parsePath(name)
    let owner: unknown = row
    for (const segment of path.slice(0, -1))
      owner = owner !== null && typeof owner === 'object' ? (owner as Row)[segment] : undefined
    const last = path.at(-1)!
    if (owner !== null && typeof owner === 'object' && Object.hasOwn(owner, last)) {
      Object.defineProperty(owner, last, {
        enumerable: false,
        configurable: true,
        writable: true,
        value: (owner as Row)[last],
      })
    }
  }
  return row
}
