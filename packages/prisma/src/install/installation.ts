import type { Triggers } from '@triggerkit/core'
import type { AdapterBinding } from '@triggerkit/core/adapter'
import type { RawClient } from '../client/raw-client.ts'
import type { PrismaPort } from '../port/prisma-port.ts'
import type { PrismaSchema } from '../schema/prisma-schema.ts'
import type { Dialect } from '../sql/dialect.ts'
import type { PrismaTransaction } from '../transaction/prisma-transaction.ts'
import type { SingleConnection } from '../transaction/single-connection.ts'
import type { WatchedTransactions } from '../transaction/watch-transactions.ts'

/** Triggers on one Prisma client. */
export interface Installation {
  /** The client as it was constructed; its models are reached by `plain` only. */
  raw: RawClient
  /** A client without any extension, outside any transaction. */
  plain: RawClient
  /** How operations are seen. */
  by: 'extension' | 'middleware'
  engine: Triggers
  schema: PrismaSchema
  dialect: Dialect
  transactions: WatchedTransactions
  port: PrismaPort
  binding: AdapterBinding<PrismaTransaction>
  /** Of SQLite: what keeps apart those that share its connection (R8). */
  connection: SingleConnection | undefined
  /** The client through which triggers themselves write: no extension but this one. */
  firing: RawClient
}

/** Whether transactions have to be followed: there are triggers, or a queue shares SQLite's one connection. */
export function isWatched({ binding, port, connection }: Installation): boolean {
  return binding.active || (connection !== undefined && port.sharesConnection)
}
