import { ownTablePrefix } from '@triggerkit/core/adapter'
import type { mongo } from 'mongoose'
import type { ConnectionLike } from '../mongoose-like.ts'

/** What kind of collections are there. */
export interface SchemaDocument {
  /** `outbox`, `store` or `executions`. */
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

/** What is wrong with collections, as their user's own error. */
type ToError = (kind: 'missing' | 'outdated', message: string, data?: { found: number; needed: number }) => Error

/** What keeps something in collections of its own, and which of them is the first. */
const users = {
  store: { name: 'store of triggers', collection: 'triggers' },
  executions: { name: 'history of executions', collection: 'executions' },
} as const

/** Triggerkit's own collections, past every model, so that they never fire (R21), and the server's clock. */
export class OwnDatabase {
  protected readonly connection: ConnectionLike

  constructor(connection: ConnectionLike) {
    this.connection = connection
  }

  /** Waits for the connection as Mongoose does. */
  async open(): Promise<this> {
    if (this.connection.db === undefined) await (await this.connection.startSession()).endSession()
    return this
  }

  get db(): mongo.Db {
    return this.connection.db!
  }

  get schema(): mongo.Collection<SchemaDocument> {
    return this.collection('schema')
  }

  /** Milliseconds since 1970 by the server's clock (R42): what is worked out from it a moment later is early at most, and a lease short. */
  async now(): Promise<number> {
    const { localTime } = await this.db.command({ hello: 1 }, { readPreference: 'primary', promoteValues: true })
    return (localTime as Date).getTime()
  }

  /** Makes a collection, which a transaction cannot do in every version of MongoDB; nothing where it is there. */
  async create(name: string): Promise<void> {
    try {
      await this.db.createCollection(ownTablePrefix + name)
    } catch (error) {
      // NamespaceExists
      if ((error as { code?: unknown }).code !== 48) throw error
    }
  }

  /** Throws what `toError` makes of it where the collections are not there, or of another version than this program needs. */
  protected async verifyVersion(id: keyof typeof users, needed: number, toError: ToError): Promise<void> {
    const found = await this.schema.findOne({ _id: id })
    if (found?.version === needed) return
    const { name, collection } = users[id]
    if (found === null)
      throw toError(
        'missing',
        `The database has no ${name}: its collection "${ownTablePrefix}${collection}" or an index of it is missing. ` +
          'Call `await triggers.migrate()` once, before the application starts.',
      )
    const remedy =
      found.version < needed
        ? 'Call `await triggers.migrate()`.'
        : 'A newer release of Triggerkit made it: update @triggerkit/mongoose.'
    const are = `The ${name} in the database is of version ${found.version}, this program needs ${needed}. ${remedy}`
    throw toError('outdated', are, { found: found.version, needed })
  }

  protected collection<T extends mongo.Document>(name: string, options?: mongo.CollectionOptions): mongo.Collection<T> {
    return this.db.collection<T>(ownTablePrefix + name, { ...collectionOptions, ...options })
  }
}
