import type { TableSchema } from '../schema/schema.ts'
import { parsePath, readName } from '../value/path.ts'
import type { Row } from './change.ts'
import { copyOwners, isIndex } from './copy-owners.ts'

/**
 * Paths that appear in no whole record of the table (R19): its hidden columns, and what is named as sensitive, as `column` or
 * `table.column`. A sensitive name may also be a place inside a JSON column, or what callers give beyond columns.
 */
export function hiddenColumns(table: TableSchema, sensitive: ReadonlySet<string>): readonly string[] {
  const names = [table.name, ...table.aliases, ...(table.ancestors ?? [])]
  const hidden = [...table.columns.values()].filter((column) => column.hidden).map(({ name }) => name)
  const named = [...sensitive].flatMap((text) => sensitivePath(text, table, names) ?? [])
  return [...new Set([...hidden, ...named])]
}

/** Where in a row of the table a sensitive name stands; undefined where it is another table's. */
function sensitivePath(text: string, table: TableSchema, names: readonly string[]): string | undefined {
  const owner = names.find((name) => text.startsWith(`${name}.`))
  if (owner !== undefined) return text.slice(owner.length + 1)
  const [root = text] = parsePath(text)
  return root === text || isColumn(text, root, table) ? text : undefined
}

function isColumn(path: string, root: string, table: TableSchema): boolean {
  return (
    table.columns.has(path) ||
    table.columns.has(root) ||
    [...table.columns.keys()].some((name) => name.startsWith(`${root}.`))
  )
}

/**
 * Whether a path leads to or below one of these, or round one of them (`address` of `address.city`). `meta.token` is that of every item, where
 * `meta` is a list: `meta.0.token`.
 */
export function touchesHidden(path: readonly string[], hidden: readonly string[]): 'it' | 'part' | undefined {
  const texts = [path, path.filter((name) => !isIndex(name))].map((names) => names.join('.'))
  if (hidden.some((name) => texts.some((text) => text === name || text.startsWith(`${name}.`)))) return 'it'
  return hidden.some((name) => texts.some((text) => name.startsWith(`${text}.`))) ? 'part' : undefined
}

/** Makes these columns of the row reachable by their explicit path only: `{{record}}`, JSON, spreads and logs pass over them. */
export function hideColumns(row: Row, hidden: readonly string[]): Row {
  for (const name of hidden) {
    const path = parsePath(name)
    for (const owner of path.length === 1 ? [row] : copyOwners(row, path)) hideMember(owner, path.at(-1)!)
  }
  return row
}

function hideMember(owner: object, name: string): void {
  if (!Object.hasOwn(owner, name)) return
  const value = (owner as Row)[name]
  Object.defineProperty(owner, name, { enumerable: false, configurable: true, writable: true, value })
}

/** Whether the value there was hidden. */
export function isHidden(row: Row, path: readonly string[]): boolean {
  const owner = ownerOf(row, path)
  const name = path.at(-1) ?? ''
  return owner !== undefined && Object.hasOwn(owner, name) && !Object.prototype.propertyIsEnumerable.call(owner, name)
}

function ownerOf(row: Row, path: readonly string[]): object | undefined {
  let owner: unknown = row
  for (const segment of path.slice(0, -1)) {
    if (owner === null || typeof owner !== 'object') return undefined
    owner = readName(owner, segment)
  }
  return owner !== null && typeof owner === 'object' ? owner : undefined
}
