import type { TransactionOptions, TransactionTracker } from '@triggerkit/core/adapter'
import type { InteractiveOptions, RawClient } from '../client/raw-client.ts'
import type { Installation } from '../install/installation.ts'
import { type PrismaTransaction, transactionIdOf } from './prisma-transaction.ts'

/** The longest time that a timer can be set to, in milliseconds: about 25 days. */
const longest = 2_147_483_647

/**
 * Runs `body` in a transaction of its own. A statement that Prisma sends outside any transaction has no limit of time, so that neither has
 * this one, unless asked for (R2).
 */
export function inOwnTransaction<T>(
  { raw, transactions, connection }: Installation,
  { isolation, timeoutMs = longest, maxWaitMs = longest }: TransactionOptions,
  body: (transaction: PrismaTransaction) => Promise<T>,
): Promise<T> {
  const options: InteractiveOptions = { maxWait: maxWaitMs, timeout: timeoutMs }
  if (isolation !== undefined) options.isolationLevel = toIsolationLevel(isolation)
  const open = (hold: (work: () => Promise<T>) => Promise<T>): Promise<T> =>
    transactionOf(raw).call(
      raw,
      (client: RawClient) => {
        const transaction = transactions.of(transactionIdOf(client)!)
        transaction.settledByOpener = true
        return hold(() => body(transaction))
      },
      options,
    ) as Promise<T>
  return connection === undefined ? open((work) => work()) : connection.inOurs(open)
}

/** Prisma's own method, whatever was put in its place on the client. */
function transactionOf(
  raw: RawClient,
): (body: (client: RawClient) => Promise<unknown>, options: InteractiveOptions) => Promise<unknown> {
  return (Object.getPrototypeOf(raw) as RawClient).$transaction as never
}

/** Runs `body` in a savepoint of the transaction. */
export async function inSavepoint<T>(
  transaction: PrismaTransaction,
  tracker: TransactionTracker<PrismaTransaction>,
  body: (transaction: PrismaTransaction) => Promise<T>,
): Promise<T> {
  const name = transaction.nextSavepoint()
  await transaction.client.$executeRawUnsafe(`SAVEPOINT ${name}`)
  tracker.savepointSet(transaction)
  let result: T
  try {
    result = await body(transaction)
  } catch (error) {
    tracker.savepointRolledBack(transaction)
    // Where the database has undone everything already there is no savepoint left; the caller gets what made it do so.
    await transaction.client.$executeRawUnsafe(`ROLLBACK TO SAVEPOINT ${name}`).catch(() => undefined)
    throw error
  }
  await transaction.client.$executeRawUnsafe(`RELEASE SAVEPOINT ${name}`)
  tracker.savepointReleased(transaction)
  return result
}

/** `READ COMMITTED` and `read-committed` are Prisma's `ReadCommitted`. */
function toIsolationLevel(isolation: string): string {
  return isolation
    .split(/[\s_-]+/)
    .map((word) => word.charAt(0).toUpperCase() + (/[a-z]/.test(word) ? word.slice(1) : word.slice(1).toLowerCase()))
    .join('')
}
