import type { ClientSession, Connection, Model } from 'mongoose'
import type { ConnectionLike } from '../mongoose-like.ts'

/** `context.db` of a trigger's function: the connection, and the session of the write's transaction where the function runs inside it. */
export class MongooseClient {
  readonly connection: Connection
  /** To be passed on to everything that has to be part of the transaction; absent outside one. */
  readonly session: ClientSession | undefined

  constructor(connection: ConnectionLike, session: ClientSession | undefined) {
    this.connection = connection as unknown as Connection
    this.session = session
  }

  /** The model of that name on the connection. */
  // biome-ignore lint/suspicious/noExplicitAny: as `connection.model(name)`
  model(name: string): Model<any> {
    return this.connection.model(name) as never
  }
}
