import { type Arguments, delegateOf } from '../client/raw-client.ts'
import type { PrismaTable } from '../schema/prisma-schema.ts'
import type { PrismaTransaction } from '../transaction/prisma-transaction.ts'
import type { OperationSource } from '../write/operation-source.ts'

/** One flat operation of those that a nested write is made of, in the transaction that all of them share. */
export class PartOperation implements OperationSource {
  readonly table: PrismaTable
  readonly operation: string
  readonly args: Arguments
  readonly #transaction: PrismaTransaction

  constructor(transaction: PrismaTransaction, table: PrismaTable, operation: string, args: Arguments) {
    this.#transaction = transaction
    this.table = table
    this.operation = operation
    this.args = args
  }

  passThrough(): Promise<unknown> {
    return this.send(this.#transaction, this.args)
  }

  async send(
    _transaction: PrismaTransaction | undefined,
    args: Arguments,
    action: string = this.operation,
  ): Promise<unknown> {
    return await delegateOf(this.#transaction.client, this.table.model.delegate)[action]!(args)
  }

  answerOf(whole: unknown): unknown {
    return whole
  }
}
