import type { QueryRunner } from 'typeorm'

const aborted = new WeakSet<QueryRunner>()

/** PostgreSQL: transactions in which a statement has failed. It answers their COMMIT with a ROLLBACK, which the client does not hear of. */
export const abortedTransactions = {
  has: (runner: QueryRunner): boolean => aborted.has(runner),

  /** A statement failed. */
  mark(runner: QueryRunner): void {
    aborted.add(runner)
  },

  /** The transaction, or the savepoint in which it happened, is over; whether it had been aborted. */
  end: (runner: QueryRunner): boolean => aborted.delete(runner),
}
