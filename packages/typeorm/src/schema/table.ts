import type { TableSchema } from '@triggerkit/core/adapter'
import type { EntityMetadata } from 'typeorm'
import type { ColumnMetadata } from '../orm/typeorm-internals.ts'

/** A table of the schema with the metadata it stands for. */
export interface Table {
  schema: TableSchema
  metadata: EntityMetadata
  /** By column name, in the order of the metadata. */
  columns: ReadonlyMap<string, ColumnMetadata>
  names: ReadonlyMap<ColumnMetadata, string>
  /** Primary columns, in the order of `schema.key`. */
  keys: readonly ColumnMetadata[]
}
