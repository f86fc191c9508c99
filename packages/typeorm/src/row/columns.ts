import type { ColumnSelection, Row } from '@triggerkit/core/adapter'
import type { ObjectLiteral } from 'typeorm'
import type { ColumnMetadata } from '../orm/typeorm-internals.ts'
import type { Table } from '../schema/table.ts'

/** The columns that a selection means; `all` leaves hidden ones out (R19). */
export function selectedColumns(table: Table, selection: ColumnSelection): ColumnMetadata[] {
  if (selection === 'all') return [...table.columns.values()].filter((column) => column.isSelect !== false)
  return [...new Set(selection)].flatMap((name) => table.columns.get(name) ?? [])
}

export function columnOrThrow(table: Table, name: string): ColumnMetadata {
  const column = table.columns.get(name)
  if (column) return column
  throw new Error(`${table.schema.name} has no column "${name}". Columns: ${[...table.columns.keys()].join(', ')}.`)
}

/** Puts a value at a column's place in a row; embedded columns are nested. */
export function setInRow(row: Row, path: readonly string[], value: unknown): void {
  let owner = row
  for (const segment of path.slice(0, -1)) {
    const inner = owner[segment]
    owner = (inner !== null && typeof inner === 'object' ? inner : (owner[segment] = {})) as Row
  }
  owner[path.at(-1)!] = value
}

/** Puts a column's value where TypeORM's builders look for it in a value set: a join column's under the relation's property. */
export function setInValues(values: ObjectLiteral, column: ColumnMetadata, value: unknown): void {
  const relation = column.relationMetadata
  if (!relation || !column.isVirtual || column.entityMetadata.isJunction) {
    column.setEntityValue(values, value)
  } else if (relation.joinColumns.length === 1 || value === null) {
    setInRow(values, relation.propertyPath.split('.'), value)
  } else {
    const path = relation.propertyPath.split('.')
    const known = relation.getEntityValue(values) as unknown
    const related: ObjectLiteral = known !== null && typeof known === 'object' ? { ...known } : {}
    column.referencedColumn!.setEntityValue(related, value)
    setInRow(values, path, related)
  }
}

/** The same for an entity of the caller's; a related object is never changed, a new one takes its place. */
export function setInEntity(entity: ObjectLiteral, column: ColumnMetadata, value: unknown): void {
  const relation = column.relationMetadata
  if (!relation || !column.isVirtual || column.entityMetadata.isJunction) {
    column.setEntityValue(entity, value)
  } else if (relation.propertyName in entity) {
    relation.setEntityValue(entity, value === null ? null : { [column.referencedColumn!.propertyName]: value })
  }
}

/** A copy whose embedded objects are copies too, so that setting columns leaves the original as it was. */
export function copyValues(values: ObjectLiteral, table: Table): ObjectLiteral {
  const copy = { ...values }
  for (const embedded of table.metadata.embeddeds) {
    const inner = copy[embedded.propertyName] as unknown
    if (inner !== null && typeof inner === 'object' && !Array.isArray(inner))
      copy[embedded.propertyName] = copyEmbedded(inner)
  }
  return copy
}

function copyEmbedded(value: object): object {
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const isPlain = inner !== null && typeof inner === 'object' && Object.getPrototypeOf(inner) === Object.prototype
      return [name, isPlain ? copyEmbedded(inner) : inner]
    }),
  )
}
