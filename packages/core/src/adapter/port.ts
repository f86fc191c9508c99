import type { Row } from '../change/change.ts'
import type { Schema } from '../schema/schema.ts'
import type { Capabilities } from './capabilities.ts'
import type { RowFilter } from './row-filter.ts'
import type { RowUpdate } from './row-update.ts'
import type { SqlConnection } from './sql-connection.ts'

/**
 * The ORM's own means of reaching the database, given by an adapter. `Handle` is what proves a transaction there (a QueryRunner,
 * an interactive transaction's client, a session). Writes made through a port go through the ORM and fire triggers in their turn.
 */
export interface Port<Handle extends object = object> {
  readonly capabilities: Capabilities
  readonly schema: Schema
  /**
   * Runs `body` in a transaction of its own, or in a savepoint of `handle` where one is given and it is in a transaction. Commits when
   * `body` resolves, rolls back when it rejects, and has released the connection before it settles.
   */
  transaction<T>(
    handle: Handle | undefined,
    options: TransactionOptions,
    body: (handle: Handle) => Promise<T>,
  ): Promise<T>
  /** Rows of `table` that match; never from a replica (R9). */
  select(handle: Handle | undefined, table: string, query: SelectQuery): Promise<Row[]>
  /** Inserts all rows in as few statements as the database takes; the rows as they now are, in the order given. */
  insert(handle: Handle | undefined, table: string, rows: Row[]): Promise<Row[]>
  /** Rows changed. */
  update(handle: Handle | undefined, table: string, update: RowUpdate, where: RowFilter): Promise<number>
  /** Rows deleted. */
  delete(handle: Handle | undefined, table: string, where: RowFilter): Promise<number>
  /** The ORM's own client for `custom` functions: `context.db`. Default: the handle, or nothing outside a transaction. */
  client?(handle: Handle | undefined): unknown
  /** Absent where the database speaks no SQL. */
  readonly sql?: SqlConnection<Handle>
  /** Makes the ORM's own value of a decimal or a document's id of its text, as it comes out of a Job. Default: the text. */
  revive?(kind: 'decimal' | 'id', text: string): unknown
}

export interface SelectQuery {
  where: RowFilter
  /** Default: every column. */
  columns?: readonly string[]
  /** Locks the rows until the transaction ends: `update` where only non-key columns change, `key` otherwise (R12). */
  lock?: 'update' | 'key'
  limit?: number
}

export interface TransactionOptions {
  isolation?: string
  timeoutMs?: number
  maxWaitMs?: number
}
