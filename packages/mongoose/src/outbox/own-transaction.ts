import { setTimeout as delay } from 'node:timers/promises'
import type { ClientSession } from 'mongoose'
import type { ConnectionLike } from '../mongoose-like.ts'
import { hasTransactions } from '../session/has-transactions.ts'
import { commitSurely } from '../session/sessions.ts'

/** How often a transaction of the outbox's own is run that meets others. */
const maxAttempts = 8
/** Before the second time; doubled each further time, of which a random part is waited. */
const firstDelayMs = 5

/** Runs `body` in a transaction that no trigger sees, again where it met another one; without a session where the server has no transactions. */
export async function inOwnTransaction<T>(
  connection: ConnectionLike,
  body: (session: ClientSession | undefined) => Promise<T>,
): Promise<T> {
  if (!hasTransactions(connection)) return body(undefined)
  for (let attempt = 1; ; attempt++) {
    try {
      return await runOnce(connection, body)
    } catch (error) {
      if (attempt >= maxAttempts || !isTransient(error)) throw error
    }
    await delay(Math.random() * firstDelayMs * 2 ** attempt)
  }
}

async function runOnce<T>(connection: ConnectionLike, body: (session: ClientSession) => Promise<T>): Promise<T> {
  const session = await connection.startSession()
  try {
    session.startTransaction({ readPreference: 'primary' })
    const result = await body(session)
    await commitSurely(session)
    return result
  } catch (error) {
    if (session.inTransaction()) await session.abortTransaction().catch(() => undefined)
    throw error
  } finally {
    await session.endSession()
  }
}

function isTransient(error: unknown): boolean {
  const labels = (error as { errorLabels?: unknown } | null)?.errorLabels
  return Array.isArray(labels) && labels.includes('TransientTransactionError')
}
