import type { ColumnKind } from '../value/column-kind.ts'

export interface ColumnSchema {
  /** The ORM's property path (`total`, `address.city`). */
  name: string
  kind: ColumnKind
  nullable: boolean
  /** `select: false` or `omit`: in no `{{record}}`, summary, log or error (R19). */
  hidden: boolean
  /** The database or the ORM gives it a value where the caller gives none. */
  generated: boolean
  /** The only texts that it may hold beside null (an enum), as the ORM's records have them. Absent: any, or not known. */
  values?: readonly string[]
}

/** Children that the database itself deletes or empties when a row of the parent goes (R17). */
export interface CascadeSchema {
  childTable: string
  /** Child column → parent column. */
  columns: Record<string, string>
  action: 'delete' | 'set-null'
}

export interface TableSchema {
  /** Canonical name: the ORM's entity or model name. */
  name: string
  /** Other names a definition may use: the table's name, schema-qualified too. */
  aliases: readonly string[]
  /** Names of the primary key's columns, in order; empty where there is none. */
  key: readonly string[]
  columns: ReadonlyMap<string, ColumnSchema>
  cascades: readonly CascadeSchema[]
  /** Canonical names of the tables, nearest first, whose rows this one's are too (single-table inheritance): their triggers fire as well. */
  ancestors?: readonly string[]
  /** Names of properties that hold related objects: what a caller gives there is no part of `record`. */
  relations?: readonly string[]
}

export interface Schema {
  /** The table of that canonical name or alias; undefined where none or more than one has it. */
  find(name: string): TableSchema | undefined
  tables(): Iterable<TableSchema>
  /** More tables may come (Mongoose's models): a name that none has yet is a warning of `check()` and no error. */
  readonly isOpen?: boolean
}
