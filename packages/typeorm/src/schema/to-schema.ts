import { type ColumnSchema, createSchema, type Schema, type TableSchema } from '@triggerkit/core/adapter'
import type { DataSource, EntityMetadata } from 'typeorm'
import type { ColumnMetadata } from '../orm/typeorm-internals.ts'
import { toCascades } from './cascades.ts'
import { toColumnKind } from './column-kind.ts'
import { columnName } from './column-name.ts'
import type { Table } from './table.ts'

/** The tables of a DataSource as the core knows them, and the way back from metadata to table. */
export class TypeormSchema {
  readonly schema: Schema
  readonly #tables = new Map<EntityMetadata, Table>()
  readonly #byName = new Map<string, Table>()

  constructor(dataSource: DataSource) {
    const metadatas = dataSource.entityMetadatas.filter(({ tableType }) => tableType !== 'view')
    for (const metadata of metadatas) {
      const table = toTable(metadata, metadatas, dataSource)
      this.#tables.set(metadata, table)
      this.#byName.set(table.schema.name, table)
    }
    this.schema = createSchema([...this.#tables.values()].map(({ schema }) => schema))
  }

  tableOf(metadata: EntityMetadata): Table | undefined {
    return this.#tables.get(metadata)
  }

  /** The table of a canonical name or alias. */
  find(name: string): Table {
    const schema = this.schema.find(name)
    const table = schema && this.#byName.get(schema.name)
    if (table) return table
    const known = [...this.#byName.keys()].join(', ')
    throw new Error(
      `There is no table "${name}" in this DataSource, or more than one answers to that name. Tables: ${known}.`,
    )
  }
}

function toTable(metadata: EntityMetadata, all: readonly EntityMetadata[], dataSource: DataSource): Table {
  const columns = new Map<string, ColumnMetadata>()
  const names = new Map<ColumnMetadata, string>()
  for (const column of metadata.columns) {
    if (column.isVirtualProperty) continue
    const name = columnName(column)
    if (!columns.has(name)) columns.set(name, column)
    names.set(column, name)
  }
  const keys = metadata.primaryColumns
  const schema: TableSchema = {
    name: metadata.name,
    aliases: aliasesOf(metadata),
    key: keys.map((column) => names.get(column)!),
    columns: new Map([...columns].map(([name, column]) => [name, toColumn(name, column, dataSource)])),
    cascades: toCascades(metadata, all),
    ancestors: ancestorsOf(metadata),
    relations: metadata.relations.map(({ propertyPath }) => propertyPath),
  }
  return { schema, metadata, columns, names, keys }
}

/** Children of a single-table inheritance share their parent's table and leave its name to the parent. */
function aliasesOf(metadata: EntityMetadata): string[] {
  const isChild = metadata.tableType === 'entity-child'
  const names = isChild ? [metadata.targetName] : [metadata.tableName, metadata.tablePath, metadata.targetName]
  return [...new Set(names)].filter((name) => name && name !== metadata.name)
}

/** Entities whose table this one shares (single-table inheritance), nearest first. */
function ancestorsOf(metadata: EntityMetadata): string[] {
  const { parentEntityMetadata: parent } = metadata as { parentEntityMetadata?: EntityMetadata }
  return parent ? [parent.name, ...ancestorsOf(parent)] : []
}

function toColumn(name: string, column: ColumnMetadata, dataSource: DataSource): ColumnSchema {
  return {
    name,
    kind: toColumnKind(column, dataSource),
    nullable: column.isNullable,
    hidden: column.isSelect === false,
    generated: isFilledIn(column),
    values: enumTexts(column),
  }
}

/** Of an enum whose members are all texts and reach the record as they are. */
function enumTexts({ type, enum: members, isArray, transformer }: ColumnMetadata): string[] | undefined {
  if ((type !== 'enum' && type !== 'simple-enum') || isArray || transformer || !members?.length) return undefined
  const texts = members.filter((member) => typeof member === 'string')
  return texts.length === members.length ? texts : undefined
}

function isFilledIn(column: ColumnMetadata): boolean {
  if (column.isGenerated || column.isCreateDate || column.isUpdateDate || column.isVersion || column.isDiscriminator)
    return true
  return (column.default !== undefined && column.default !== null) || column.asExpression !== undefined
}
