import type { Triggers } from '@triggerkit/core'
import type { AdapterBinding } from '@triggerkit/core/adapter'
import type { ClientSession } from 'mongoose'
import type { ConnectionLike } from '../mongoose-like.ts'
import type { MongooseSchema } from '../schema/mongoose-schema.ts'
import type { Sessions } from '../session/sessions.ts'

/** An engine on a connection. */
export interface Installation {
  engine: Triggers
  connection: ConnectionLike
  schema: MongooseSchema
  binding: AdapterBinding<ClientSession>
  sessions: Sessions
  /** Whether the server has transactions: a replica set or a sharded cluster (R10). Known once the connection is open. */
  readonly hasTransactions: boolean
}
