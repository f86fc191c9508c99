import type {
  Capabilities,
  Port,
  Row,
  RowFilter,
  RowUpdate,
  SelectQuery,
  TransactionOptions,
} from '@triggerkit/core/adapter'
import type { ClientSession } from 'mongoose'
import type { ConnectionLike, Document, DocumentLike } from '../mongoose-like.ts'
import type { MongooseSchema } from '../schema/mongoose-schema.ts'
import { hasTransactions } from '../session/has-transactions.ts'
import { type Sessions, transactionOf } from '../session/sessions.ts'
import { MongooseClient } from './mongoose-client.ts'
import { type Trust, toMongoFilter } from './row-filter.ts'
import { toMongoUpdate } from './row-update.ts'

/** Mongoose's `strictQuery` leaves conditions out, so that a filter finds more than it says (R26). */
const asGiven = { strictQuery: false }

/** Mongoose as the core reaches it; writes go through its models and fire triggers in their turn. */
export class MongoosePort implements Port<ClientSession> {
  readonly schema: MongooseSchema
  readonly capabilities: Capabilities
  /** For what is kept in the same database past its models, such as the outbox. */
  readonly connection: ConnectionLike
  readonly #sessions: Sessions

  constructor(connection: ConnectionLike, schema: MongooseSchema, sessions: Sessions) {
    this.connection = connection
    this.schema = schema
    this.#sessions = sessions
    this.capabilities = {
      get transactions() {
        return hasTransactions(connection)
      },
      savepoints: false,
      locks: false,
      returning: { insert: true, update: true, delete: true },
      singleConnection: false,
      upsertVerdict: 'result',
      maxParameters: Number.MAX_SAFE_INTEGER,
    }
  }

  transaction<T>(
    handle: ClientSession | undefined,
    options: TransactionOptions,
    body: (handle: ClientSession) => Promise<T>,
  ): Promise<T> {
    return this.#sessions.inTransaction(handle, options, body)
  }

  async select(handle: ClientSession | undefined, name: string, query: SelectQuery): Promise<Row[]> {
    const { collection, model } = this.schema.tableOf(name)
    const session = transactionOf(handle)
    const { columns, limit } = query
    const where = model.find(null, null, asGiven).cast(model, toMongoFilter(query.where, this.#trust))
    const found = collection.find(where, {
      ...(columns && { projection: Object.fromEntries(['_id', ...columns].map((column) => [column, 1])) }),
      ...(limit !== undefined && { limit }),
      ...(session && { session }),
    })
    return found.toArray()
  }

  async insert(handle: ClientSession | undefined, name: string, rows: Row[]): Promise<Row[]> {
    if (rows.length === 0) return []
    const { model } = this.schema.tableOf(name)
    const made = (await model.insertMany(rows, { ...this.#options(handle) })) as DocumentLike[]
    // As it is stored, whatever the schema's `toObject` makes of it.
    return made.map((document) => document.toBSON())
  }

  async update(handle: ClientSession | undefined, name: string, update: RowUpdate, where: RowFilter): Promise<number> {
    const { model } = this.schema.tableOf(name)
    const options = { ...asGiven, ...this.#options(handle) }
    const result = await model.updateMany(toMongoFilter(where, this.#trust), toMongoUpdate(update), options)
    return result.matchedCount
  }

  async delete(handle: ClientSession | undefined, name: string, where: RowFilter): Promise<number> {
    const { model } = this.schema.tableOf(name)
    return (await model.deleteMany(toMongoFilter(where, this.#trust), { ...asGiven, ...this.#options(handle) }))
      .deletedCount
  }

  client(handle: ClientSession | undefined): MongooseClient {
    return new MongooseClient(this.connection, transactionOf(handle))
  }

  revive(kind: 'decimal' | 'id', text: string): unknown {
    const { Decimal128, ObjectId } = this.connection.base.mongo
    if (kind === 'decimal') return Decimal128.fromString(text)
    // Keys of other types are texts in a Job as well.
    return /^[\da-f]{24}$/i.test(text) ? new ObjectId(text) : text
  }

  readonly #trust: Trust = (operators) => this.connection.base.trusted(operators)

  /** Without a transaction the session is named too: Mongoose would take one from around it (`transactionAsyncLocalStorage`). */
  #options(handle: ClientSession | undefined): Document {
    return { session: transactionOf(handle) ?? null }
  }
}
