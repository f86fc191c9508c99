import type { ColumnSchema, TableSchema } from '@triggerkit/core/adapter'
import type { WatchedCollection } from '../install/watched-collection.ts'
import type { Document, ModelLike } from '../mongoose-like.ts'
import { isPlain, readAt } from '../row/paths.ts'
import { columnsOf } from './columns-of.ts'

/** A model as a table of the core. */
export interface MongooseTable {
  schema: TableSchema
  model: ModelLike
  collection: WatchedCollection
}

export function toTable(model: ModelLike, collection: WatchedCollection): MongooseTable {
  const base = model.baseModelName
  const schema: TableSchema = {
    name: model.modelName,
    // The collection's name is its root's alone.
    aliases: base === undefined && collection.name !== model.modelName ? [collection.name] : [],
    key: ['_id'],
    columns: columnsOf(model.schema),
    cascades: [],
    ...(base !== undefined && { ancestors: [base] }),
  }
  return { schema, model, collection }
}

/**
 * Fields that a document has beyond its schema are columns from then on: a change to one of them is a change (`strict: false`, and what others
 * have written).
 */
export function learnColumns({ schema }: MongooseTable, document: Document): void {
  learn(schema.columns as Map<string, ColumnSchema>, document, '')
}

function learn(columns: Map<string, ColumnSchema>, document: Document, prefix: string): void {
  for (const key of Object.keys(document)) {
    const name = prefix + key
    if (columns.has(name)) continue
    if (!isNested(columns, name))
      columns.set(name, { name, kind: 'unknown', nullable: true, hidden: false, generated: false })
    else if (isPlain(document[key])) learn(columns, document[key], `${name}.`)
  }
}

/** The columns that a document has a value for. */
export function columnsIn({ schema }: MongooseTable, document: Document): string[] {
  return [...schema.columns.keys()].filter((name) => readAt(document, name.split('.')) !== undefined)
}

function isNested(columns: ReadonlyMap<string, ColumnSchema>, name: string): boolean {
  for (const column of columns.keys()) if (column.startsWith(`${name}.`)) return true
  return false
}
