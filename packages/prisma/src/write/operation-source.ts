import type { Arguments } from '../client/raw-client.ts'
import type { PrismaTable } from '../schema/prisma-schema.ts'
import type { PrismaTransaction } from '../transaction/prisma-transaction.ts'

/** An operation that a Write carries out: the application's own, or a part of a nested one. */
export interface OperationSource {
  readonly table: PrismaTable
  readonly operation: string
  readonly args: Arguments
  /** The operation exactly as it was asked for. */
  passThrough(): Promise<unknown>
  /** The operation with other arguments, or another one in its place, in the transaction where there is one; its whole answer. */
  send(transaction: PrismaTransaction | undefined, args: Arguments, action?: string): Promise<unknown>
  /** The part of an answer that the caller asked for. */
  answerOf(whole: unknown): unknown
}
