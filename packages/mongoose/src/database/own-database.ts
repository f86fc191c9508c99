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

  protected collection<T extends mongo.Document>(name: string, options?: mongo.CollectionOptions): mongo.Collection<T> {
    return this.db.collection<T>(ownTablePrefix + name, { ...collectionOptions, ...options })
  }
}
