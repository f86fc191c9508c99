import type { ColumnSelection, LookRequest, Row, TableSchema, WriteOperation } from '@triggerkit/core/adapter'
import type { Arguments, RawClient } from '../client/raw-client.ts'
import type { Installation } from '../install/installation.ts'
import { columnNames } from '../row/columns.ts'
import type { RowLook } from '../row/look-rows.ts'
import type { PrismaTable } from '../schema/prisma-schema.ts'
import type { PrismaTransaction } from '../transaction/prisma-transaction.ts'
import type { OperationSource } from './operation-source.ts'
import { type WidenedAnswer, widenAnswer } from './widened-answer.ts'

/** What the Writes of all operations have in common. */
export abstract class PrismaWrite {
  abstract readonly operation: WriteOperation
  readonly table: TableSchema
  readonly handle: PrismaTransaction | undefined
  readonly inTransaction: boolean
  protected readonly installation: Installation
  protected readonly caller: OperationSource
  protected readonly on: PrismaTable

  constructor(installation: Installation, caller: OperationSource, transaction: PrismaTransaction | undefined) {
    this.installation = installation
    this.caller = caller
    this.on = caller.table
    this.table = caller.table.schema
    this.handle = transaction
    this.inTransaction = transaction !== undefined
  }

  passThrough(): Promise<unknown> {
    return this.caller.passThrough()
  }

  protected get args(): Arguments {
    return this.caller.args
  }

  protected clientOf(handle: PrismaTransaction | undefined): RawClient {
    return handle?.client ?? this.installation.plain
  }

  /** How to look for the rows that are about to be written. */
  protected lookFor(
    handle: PrismaTransaction | undefined,
    request: Pick<LookRequest, 'lock'>,
    columns: ColumnSelection,
  ): RowLook {
    return {
      client: this.clientOf(handle),
      table: this.on,
      dialect: this.installation.dialect,
      columns: columnNames(this.on, columns),
      ...(request.lock && { lock: this.keyGoes ? ('key' as const) : ('update' as const) }),
    }
  }

  /** The Write takes the key, or changes it. */
  protected get keyGoes(): boolean {
    return false
  }

  protected widen(args: Arguments, columns: ColumnSelection): WidenedAnswer {
    const omitted = (this.installation.raw._globalOmit?.[this.on.model.delegate] ?? {}) as Arguments
    return widenAnswer(args, columnNames(this.on, columns), omitted)
  }

  /** The key that a row has once its columns are set to these. */
  protected nextKey(key: Row, next: Row): Row {
    return Object.fromEntries(this.table.key.map((name) => [name, next[name] ?? key[name]]))
  }
}

/** Every column that the look has to bring along. */
export function lookedColumns({ previous, next }: LookRequest): ColumnSelection {
  return previous === 'all' || next === 'all' ? 'all' : [...previous, ...next]
}
