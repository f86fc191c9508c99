/** What happened to a row. An upsert is an insert or an update, a soft delete a delete, a restore an update. */
export type Operation = 'insert' | 'update' | 'delete'

/** A row under the names of the ORM's properties; embedded columns are nested objects. */
export type Row = Record<string, unknown>

/** One row of a Write. */
export interface Change {
  /** The table's canonical name in the adapter's schema. */
  table: string
  operation: Operation
  /** True of a soft delete (R20). */
  soft?: boolean
  /** The primary key's columns of the row as it is now; of a delete, as it was. */
  key: Row
  /** The whole row after the change, plus what the caller gave beyond columns (R25); of a delete, the row before it. */
  record: Row
  /** The whole row before the change; absent on insert. */
  previousRecord?: Row
  /** Names of the columns whose values differ, compared by kind (R22); of an insert, the given ones (R24). */
  changedFields: string[]
  /** What the caller gave for this row, as given. */
  input?: Row
}
