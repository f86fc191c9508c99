import type { PrismaPromise, RawClient } from '../client/raw-client.ts'
import { transactionIdOf } from '../transaction/prisma-transaction.ts'
import type { Installation } from './installation.ts'

/** Whether the promises of a `$transaction([…])` can be run one by one, and triggers may have to see one of them. */
export function mayFire({ binding }: Installation, promises: readonly PrismaPromise[]): boolean {
  if (!binding.active || promises.length === 0 || !promises.every(isPrismaPromise)) return false
  return promises.some(({ spec }) => spec === undefined || !isRead(spec.action))
}

function isRead(action: string | undefined): boolean {
  return action !== undefined && /^(find|count|aggregate|groupBy)/.test(action)
}

/** The promises of a `$transaction([…])` one after the other in an interactive transaction, in which triggers can look at rows. */
export async function runBatch(client: RawClient, promises: readonly PrismaPromise[]): Promise<unknown[]> {
  const transaction = { kind: 'itx', id: transactionIdOf(client), payload: undefined }
  const results: unknown[] = []
  for (const promise of promises) results.push(await promise.requestTransaction!(transaction))
  return results
}

function isPrismaPromise(promise: PrismaPromise): boolean {
  return promise?.[Symbol.toStringTag] === 'PrismaPromise' && typeof promise.requestTransaction === 'function'
}
