import { UnsupportedWriteError } from '@triggerkit/core/adapter'
import type { Arguments, PrismaTransactionInfo } from '../client/raw-client.ts'
import type { PrismaTable } from '../schema/prisma-schema.ts'
import type { PrismaTransaction } from '../transaction/prisma-transaction.ts'
import type { OperationSource } from '../write/operation-source.ts'
import { isTransactionMissing, isValidationError } from '../write/prisma-error.ts'

/** What Prisma hands from extension to extension beside the arguments; the part of it that is used. */
export interface RequestParams {
  action: string
  dataPath: readonly string[]
  transaction?: PrismaTransactionInfo
}

export interface InterceptedOperation {
  model?: string
  operation: string
  args: Arguments
  query(args: Arguments, params?: RequestParams): Promise<unknown>
  __internalParams: RequestParams
}

/** A transaction that is not there: what is sent in it is checked and goes no further. */
const noTransaction: PrismaTransactionInfo = { kind: 'itx', id: 'triggerkit-none' }

/** The operation that the application asked for: what remains of its way, through later extensions to the database. */
export class CallerOperation implements OperationSource {
  readonly table: PrismaTable
  readonly operation: string
  readonly args: Arguments
  readonly #intercepted: InterceptedOperation

  constructor(table: PrismaTable, intercepted: InterceptedOperation) {
    this.table = table
    this.operation = intercepted.operation
    this.args = intercepted.args
    this.#intercepted = intercepted
  }

  /** The operation exactly as it was asked for. */
  passThrough(): Promise<unknown> {
    return this.#intercepted.query(this.args)
  }

  /** The operation with other arguments, or another one in its place, in the transaction where there is one; its whole answer. */
  send(
    transaction: PrismaTransaction | undefined,
    args: Arguments,
    action: string = this.#intercepted.__internalParams.action,
  ): Promise<unknown> {
    const params: RequestParams = { ...this.#intercepted.__internalParams, action, dataPath: [] }
    if (transaction !== undefined) this.#bind(params, transaction)
    return this.#intercepted.query(args, params)
  }

  /** The part of an answer that the caller asked for by Prisma's fluent calls (`prisma.post.create(…).author()`). */
  answerOf(whole: unknown): unknown {
    // `select` or `include` and a relation's name in turn.
    const path = this.#intercepted.__internalParams.dataPath.filter((_name, index) => index % 2 === 1)
    let answer = whole
    for (const name of path) answer = (answer as Arguments | null | undefined)?.[name] ?? null
    return answer
  }

  /**
   * The error as the caller would have got it without triggers: Prisma shows arguments that it refuses, and ours have criteria and columns that
   * the caller's have not.
   */
  async asOwnError(error: unknown): Promise<unknown> {
    return isValidationError(error) ? ((await this.refusal()) ?? error) : error
  }

  /** The error where Prisma, or a later extension, refuses the caller's arguments before anything is sent: the transaction is none. */
  async refusal(): Promise<unknown> {
    const params = { ...this.#intercepted.__internalParams }
    // The client of a transaction would put its own there.
    Object.defineProperty(params, 'transaction', { enumerable: true, get: () => noTransaction, set: () => undefined })
    try {
      await this.#intercepted.query(this.args, params)
    } catch (error) {
      if (!isTransactionMissing(error)) return error
    }
    return undefined
  }

  /** A later extension that puts the operation into a transaction of its own would take it out of the one that triggers rely on. */
  #bind(params: RequestParams, transaction: PrismaTransaction): void {
    const { table, operation } = this
    Object.defineProperty(params, 'transaction', {
      enumerable: true,
      configurable: true,
      get: () => transaction.info,
      set(other: PrismaTransactionInfo) {
        if (other.kind === 'itx' && other.id === transaction.id) return
        throw new UnsupportedWriteError({
          table: table.schema.name,
          operation,
          message:
            `An extension that was added after triggers() runs ${table.schema.name}.${operation} in a transaction of its own, ` +
            'which would take it out of the one that its triggers are in. Add triggers() after that extension.',
        })
      },
    })
  }
}
