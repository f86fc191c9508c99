import type { ColumnKind } from '@triggerkit/core/adapter'

/** A scalar or enum field: a column. */
export interface ModelColumn {
  /** The field's name, by which Prisma and triggers know it. */
  name: string
  /** The column's name in the database. */
  databaseName: string
  /** Prisma's type: `Int`, `Decimal`, an enum's name. */
  type: string
  kind: ColumnKind
  list: boolean
  optional: boolean
  /** `@default`, `@updatedAt`. */
  generated: boolean
  /** `@updatedAt`: each update sets it. */
  touched: boolean
  /** `@default(autoincrement())`: the database counts. */
  counts: boolean
  /** The values of an enum, by what the database holds. */
  enumValues: ReadonlyMap<string, string> | undefined
}

/** What becomes of a child when its parent goes. */
export type ReferentialAction = 'Cascade' | 'SetNull' | 'Restrict' | 'NoAction' | 'SetDefault'

/** A relation field, seen from the model that has it. */
export interface ModelRelation {
  /** The field's name. */
  name: string
  /** The name of the model on the other side. */
  target: string
  /** The name of the field on the other side. */
  inverse: string
  list: boolean
  optional: boolean
  /** Where the foreign key is: in the rows of this model, in those of the target, or in a link table that is no model. */
  side: 'own' | 'target' | 'link'
  /** Columns of the foreign key, on whichever side they are, and the columns that they refer to, in the same order. */
  columns: readonly string[]
  references: readonly string[]
  onDelete: ReferentialAction
}

export interface Model {
  name: string
  /** The property of a client that reaches it: `orderLine` of `OrderLine`. */
  delegate: string
  /** The table's name in the database, and its schema where it names one. */
  table: string
  databaseSchema: string | undefined
  columns: ReadonlyMap<string, ModelColumn>
  relations: ReadonlyMap<string, ModelRelation>
  /** Names of the columns that tell rows apart; empty where there is none that Prisma would take. */
  key: readonly string[]
  /** Of a key of several columns: the name under which `where` takes them (`sensor_slot`). */
  keyName: string | undefined
  /** Columns of each unique constraint, the key among them, by the name under which `where` takes it. */
  uniques: ReadonlyMap<string, readonly string[]>
}
