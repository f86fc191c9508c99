import type { ClientSession, mongo } from 'mongoose'
import { OwnDatabase } from '../database/own-database.ts'
import { hasTransactions } from '../session/has-transactions.ts'
import type { JobDocument } from './job-document.ts'
import type { MarkDocument } from './mark-document.ts'
import { inOwnTransaction } from './own-transaction.ts'

/** The outbox's collections. */
export class OutboxDatabase extends OwnDatabase {
  /** A replica set or a sharded cluster (R10); known once the connection is open. */
  get hasTransactions(): boolean {
    return hasTransactions(this.connection)
  }

  get jobs(): mongo.Collection<JobDocument> {
    return this.collection('jobs')
  }

  get marks(): mongo.Collection<MarkDocument> {
    return this.collection('marks')
  }

  /**
   * The last of `count` numbers for Jobs. MongoDB has no sequences. Counting in the session would make every transaction with Jobs wait for every
   * other; so it is counted outside it, after the row was written and before the commit. Another transaction can write that row only once this one
   * has committed, and counts after that: Jobs of one row are numbered in the order of its commits (R41). A rollback leaves a gap.
   */
  async reserve(count: number): Promise<number> {
    const counter = await this.marks.findOneAndUpdate(
      { _id: 'seq' },
      { $inc: { value: count } },
      { upsert: true, returnDocument: 'after' },
    )
    return counter!.value!
  }

  /** Runs `body` in a transaction of the outbox's own; without one where the server has none. */
  transact<T>(body: (session: ClientSession | undefined) => Promise<T>): Promise<T> {
    return inOwnTransaction(this.connection, body)
  }
}
