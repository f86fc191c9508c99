import { ownTablePrefix } from '@triggerkit/core/adapter'
import type { ClientSession, mongo } from 'mongoose'
import type { ConnectionLike } from '../mongoose-like.ts'
import { hasTransactions } from '../session/has-transactions.ts'
import type { JobDocument } from './job-document.ts'
import type { MarkDocument } from './mark-document.ts'
import { inOwnTransaction } from './own-transaction.ts'

/** What kind of outbox the collections are. */
export interface SchemaDocument {
  readonly _id: string
  readonly version: number
}

/** Whatever the connection is set to: from the primary (R9), and numbers as JavaScript's own. */
const collectionOptions = {
  readPreference: 'primary',
  promoteValues: true,
  promoteLongs: true,
  useBigInt64: false,
  ignoreUndefined: true,
} satisfies mongo.CollectionOptions

/** The outbox's collections, past every model, so that they never fire (R21), and the server's clock. */
export class OutboxDatabase {
  readonly #connection: ConnectionLike

  constructor(connection: ConnectionLike) {
    this.#connection = connection
  }

  /** A replica set or a sharded cluster (R10); known once the connection is open. */
  get hasTransactions(): boolean {
    return hasTransactions(this.#connection)
  }

  /** Waits for the connection as Mongoose does. */
  async open(): Promise<this> {
    if (this.#connection.db === undefined) await (await this.#connection.startSession()).endSession()
    return this
  }

  get db(): mongo.Db {
    return this.#connection.db!
  }

  get jobs(): mongo.Collection<JobDocument> {
    return this.#collection('jobs')
  }

  get marks(): mongo.Collection<MarkDocument> {
    return this.#collection('marks')
  }

  get schema(): mongo.Collection<SchemaDocument> {
    return this.#collection('schema')
  }

  /** Milliseconds since 1970 by the server's clock (R42): what is worked out from it a moment later is early at most, and a lease short. */
  async now(): Promise<number> {
    const { localTime } = await this.db.command({ hello: 1 }, { readPreference: 'primary', promoteValues: true })
    return (localTime as Date).getTime()
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
    return inOwnTransaction(this.#connection, body)
  }

  #collection<T extends mongo.Document>(name: string): mongo.Collection<T> {
    return this.db.collection<T>(ownTablePrefix + name, collectionOptions)
  }
}
