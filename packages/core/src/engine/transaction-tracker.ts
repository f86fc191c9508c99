/**
 * What an adapter tells the core about transactions, by handle. The core keeps what a transaction collected under it: dropped on rollback,
 * also of a savepoint (R7), acted on after the commit (R5).
 */
export interface TransactionTracker<Handle extends object = object> {
  /** A transaction has begun on the handle. */
  begun(handle: Handle): void
  /** A savepoint was set inside it; they nest. */
  savepointSet(handle: Handle): void
  /** The innermost savepoint was released: what it collected now belongs to the one around it. */
  savepointReleased(handle: Handle): void
  /** The innermost savepoint was rolled back and is gone. */
  savepointRolledBack(handle: Handle): void
  /** The commit is about to be sent; whatever rejects here must roll back (R29 Jobs, R33 limits). */
  committing(handle: Handle): Promise<void>
  /** The commit was sent. Runs the commit phase now, on the handle, or leaves it to `settle` where `own` was called. */
  committed(handle: Handle): Promise<void>
  rolledBack(handle: Handle): void
  /** Says that the opener of the transaction will call `settle` once the connection is released. */
  own(handle: Handle): void
  /** Runs what an owned transaction left to do after its commit, on fresh connections. Nothing after a rollback. */
  settle(handle: Handle): Promise<void>
  /** Runs `work` after everything queued before it on the same handle; nested calls from within `work` do not wait for it. */
  serial<T>(handle: Handle, work: () => Promise<T>): Promise<T>
}
