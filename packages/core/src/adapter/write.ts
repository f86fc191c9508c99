import type { Operation, Row } from '../change/change.ts'
import type { TableSchema } from '../schema/schema.ts'

/** What the ORM was asked to do. Which rows of an upsert are inserts and which updates is known only once it has run. */
export type WriteOperation = Operation | 'upsert'

/**
 * One ORM operation as an interceptor describes it, with the steps of it that the adapter owns. The core calls `passThrough` alone where no
 * trigger matches; else `look`, `write` (once per batch, and once with no rows where there was no batch) and `result`; or `writeDirectly`
 * and `result` where nothing runs before the Write.
 */
export interface Write<Handle extends object = object, Result = unknown> {
  table: TableSchema
  operation: WriteOperation
  /** The operation is a soft delete (R20). */
  soft?: boolean
  /** What the operation's own handle proves (R1); absent outside any. */
  handle?: Handle
  /** Whether `handle` is in a transaction now. */
  inTransaction: boolean
  /** Columns that the caller gives a value to; absent where that differs by row or is all. */
  givenColumns?: readonly string[]
  /** The operation exactly as the ORM does it without us. */
  passThrough(): Promise<Result>
  /** Step 4: the rows that it will affect, in batches of at most `request.batchSize`, locked where `request.lock` says so. */
  look(handle: Handle | undefined, request: LookRequest): AsyncIterable<LookedRow[]>
  /** Steps 6 and 7: the ORM's own operation on exactly these rows, and what it made of them. An empty array writes nothing. */
  write(handle: Handle | undefined, rows: VettedRow[], request: SeeRequest): Promise<SeenRow[]>
  /** Steps 4, 6 and 7 in as few statements as the database allows; only called where no before-trigger is in the Plan. */
  writeDirectly?(handle: Handle | undefined, request: SeeRequest): AsyncIterable<SeenRow[]>
  /** Whether `writeDirectly` needs a transaction round it; false where one statement does it all. Default true. */
  directNeedsTransaction?: boolean
  /** What the caller gets, as the ORM would have made it, once every batch is written. */
  result(): Result
  /** Called before steps 4 to 7 run again after a transient error (R3) or a wrong verdict (R13). */
  reset?(): void
}

/** Columns that somebody reads: `all` is every column that is not hidden. */
export type ColumnSelection = 'all' | readonly string[]

export interface LookRequest {
  /** Columns of the row before, beyond the key. */
  previous: ColumnSelection
  /** Columns of the row as it will be; for criteria Writes SET expressions are worked out by the database (R14). */
  next: ColumnSelection
  /** Lock the rows until the transaction ends (R12). */
  lock: boolean
  /** At most so many rows per batch (R16). */
  batchSize: number
}

export interface SeeRequest {
  /** Columns of the row before that must be in `SeenRow.previousRecord`; empty where nobody asks. */
  previous: ColumnSelection
  /** Columns of the row after that must be in `SeenRow.record`; empty where nobody asks. */
  record: ColumnSelection
  batchSize: number
}

/** One row that a Write is going to affect. */
export interface LookedRow {
  operation: Operation
  /** Absent of a row whose key the database will make. */
  key?: Row
  /** The row before; absent of an insert. */
  previous?: Row
  /** The row as it will be: of an insert what is given, of an update the previous row with the SET applied, of a delete the row itself. */
  next: Row
  /** What the caller gave for this row, as given. */
  input?: Row
  /** The adapter's own memory of the row, handed back untouched in the vetted row. */
  token?: unknown
}

/** A looked row that before-triggers let pass. */
export interface VettedRow extends LookedRow {
  /** Columns that triggers set, with their values; they win over what the caller gave (R14). Absent where none did. */
  alteration?: Row
}

/** One row after the Write. */
export interface SeenRow {
  operation: Operation
  key: Row
  /** The row after the Write; of a delete the row before it, with the delete date where it was a soft one. */
  record: Row
  previousRecord?: Row
  input?: Row
  /** Of an insert: columns that the caller or a trigger gave a value to. */
  given?: readonly string[]
}
