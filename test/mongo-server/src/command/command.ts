import { ErrorCode, MongoError } from '../mongo-error.ts'
import type { Session, Sessions } from '../session/sessions.ts'
import type { Store } from '../storage/store.ts'
import { Blocked, type Transaction } from '../storage/transaction.ts'
import type { Document } from '../value/bson-value.ts'
import type { Cursors } from './cursors.ts'
import type { FailPoint } from './fail-point.ts'

/** What this server says of itself. */
export interface Topology {
  host: string
  /** Absent of a standalone server. */
  replicaSet?: string
}

export interface ServerState {
  store: Store
  sessions: Sessions
  cursors: Cursors
  topology: Topology
  failPoint: FailPoint
}

/** One command on its way. */
export interface CommandContext extends ServerState {
  /** The command's name, as it was sent. */
  name: string
  body: Document
  database: string
  session?: Session
  transaction?: Transaction
}

export interface Command {
  /** The members of its body that this server knows, beyond those that every command has. Others are an error. */
  fields: readonly string[]
  inTransaction?: boolean
  run(context: CommandContext): Document | Promise<Document>
}

/** Runs a statement, again each time that the transaction it had to wait for is over. */
export async function unblocked<T>({ body }: CommandContext, statement: () => T): Promise<T> {
  const limitMs = Number(body.maxTimeMS ?? 0)
  const deadline = limitMs > 0 ? Date.now() + limitMs : Number.POSITIVE_INFINITY
  for (;;) {
    try {
      return statement()
    } catch (error) {
      if (!(error instanceof Blocked)) throw error
      await waitFor(error.by, deadline - Date.now())
    }
  }
}

async function waitFor(transaction: Transaction, leftMs: number): Promise<void> {
  if (leftMs === Number.POSITIVE_INFINITY) return transaction.ended
  let timer: NodeJS.Timeout | undefined
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new MongoError(ErrorCode.maxTimeExpired, 'operation exceeded time limit')),
      Math.max(0, leftMs),
    )
  })
  try {
    await Promise.race([transaction.ended, expired])
  } finally {
    clearTimeout(timer)
  }
}
