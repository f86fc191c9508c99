import type { InteractiveOptions, PrismaPromise, RawClient } from '../client/raw-client.ts'
import type { PrismaTransaction } from '../transaction/prisma-transaction.ts'
import { transactionIdOf } from '../transaction/prisma-transaction.ts'
import { mayFire, runBatch } from './batch.ts'
import type { InterceptedOperation } from './caller-operation.ts'
import { type Installation, isWatched } from './installation.ts'
import { intercept } from './intercept.ts'

export type TransactionInput = ((client: RawClient) => Promise<unknown>) | readonly PrismaPromise[]

/** The extension that `client` gets. */
export function extensionOf(installation: () => Installation, client: RawClient): object {
  return {
    name: 'triggerkit',
    client: {
      $transaction(this: RawClient, input: TransactionInput, options?: InteractiveOptions): Promise<unknown> {
        return runTransaction(installation(), client.$transaction, this, input, options)
      },
    },
    query: {
      $allOperations: (operation: InterceptedOperation) => intercept(installation(), operation),
    },
  }
}

/** `$transaction` of the client that was extended, called on the one that the application holds; after-actions follow its commit (R5). */
export function runTransaction(
  installation: Installation,
  $transaction: RawClient['$transaction'],
  self: RawClient,
  input: TransactionInput,
  options: InteractiveOptions | undefined,
): Promise<unknown> {
  const original = $transaction as (this: RawClient, input: unknown, options: unknown) => Promise<unknown>
  if (!isWatched(installation)) return original.call(self, input, options)
  if (typeof input !== 'function' && !mayFire(installation, input)) return original.call(self, input, options)
  const body = typeof input === 'function' ? input : (inside: RawClient) => runBatch(inside, input)
  const { connection } = installation
  const held = (inside: RawClient): Promise<unknown> =>
    connection === undefined ? body(inside) : connection.inCallers(() => body(inside))
  return settled(installation, (begin) => {
    const begun = (inside: RawClient): Promise<unknown> => {
      begin(inside)
      return held(inside)
    }
    // A copy: Prisma writes into the options of a nested transaction, and would take the next one with them for nested too.
    return original.call(self, begun, options && { ...options })
  })
}

/** The outermost `$transaction` runs the after-actions of all that was in it, once its connection is released. */
async function settled(
  { transactions, binding }: Installation,
  run: (begin: (inside: RawClient) => void) => Promise<unknown>,
): Promise<unknown> {
  let opened: PrismaTransaction | undefined
  const result = await run((inside) => {
    const id = transactionIdOf(inside)
    const transaction = id === undefined ? undefined : transactions.of(id)
    if (transaction === undefined || transaction.settledByOpener) return
    transaction.settledByOpener = true
    opened = transaction
  })
  if (opened !== undefined) await binding.transactions.settle(opened)
  return result
}
