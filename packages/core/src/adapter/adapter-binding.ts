import type { TransactionTracker } from '../engine/transaction-tracker.ts'
import type { TableSchema } from '../schema/schema.ts'
import type { Write, WriteOperation } from './write.ts'

/** A port bound to an engine: all that an interceptor needs of the core. Made by `bindAdapter(engine, port)`. */
export interface AdapterBinding<Handle extends object = object> {
  /**
   * Whether any trigger has to see such a Write; the one look-up that an unmatched one costs. Inside a transaction a table whose triggers
   * see net Changes is watched whole (R30). `table` is an object of the port's own schema.
   */
  matches(table: TableSchema, operation: WriteOperation, inTransaction: boolean): boolean
  /** Whether a trigger names this very table, and not only one whose rows it shares (single-table inheritance): its rows are told apart then. */
  isNamed(table: TableSchema): boolean
  /** Whether any trigger at all is registered for a table of this port. */
  readonly active: boolean
  /** How soft deletes are to be described (R20): as deletes, or with `softDelete: 'update'` as updates of the delete date. */
  readonly softDelete: 'delete' | 'update'
  /** Steps 2 to 9 of one Write. */
  run<Result>(write: Write<Handle, Result>): Promise<Result>
  /**
   * Runs several Writes as one unit: in a transaction that `body` opens on the handle, in a savepoint of the caller's, or without a handle in a
   * transaction of ours, run again after a transient error (R3): all of them or none (R4). For ORM calls that write more than once: `save` with
   * cascades, nested writes.
   */
  atomic<T>(handle: Handle | undefined, inTransaction: boolean, body: (handle: Handle) => Promise<T>): Promise<T>
  /** Where the adapter reports begin, savepoint, commit and rollback of every transaction it sees. */
  readonly transactions: TransactionTracker<Handle>
  /** Ends the binding (the ORM disconnects). */
  unbind(): void
}
