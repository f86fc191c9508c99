import {
  type ColumnSelection,
  type LookRequest,
  type Row,
  type TableSchema,
  WriteConflictError,
  type WriteOperation,
} from '@triggerkit/core/adapter'
import type { Arguments, RawClient } from '../client/raw-client.ts'
import type { Installation } from '../install/installation.ts'
import { columnNames } from '../row/columns.ts'
import { lookByWhere, type RowLook } from '../row/look-rows.ts'
import type { PrismaTable } from '../schema/prisma-schema.ts'
import type { PrismaTransaction } from '../transaction/prisma-transaction.ts'
import type { OperationSource } from './operation-source.ts'
import { isRecordNotFound } from './prisma-error.ts'
import { uniqueCriteria } from './unique-criteria.ts'
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

  /** The rows in as many parts as it takes to name their keys. */
  protected byStatement<T>(rows: readonly T[]): T[][] {
    const size = Math.max(1, Math.floor(this.installation.dialect.keyValues / this.table.key.length))
    return Array.from({ length: Math.ceil(rows.length / size) }, (_, part) =>
      rows.slice(part * size, (part + 1) * size),
    )
  }

  /** P2025 says that a row is not there: where it is the vetted one, somebody else has changed it meanwhile (R11). */
  protected async asConflict(error: unknown, handle: PrismaTransaction | undefined, where: unknown): Promise<unknown> {
    if (!isRecordNotFound(error)) return error
    const look = this.lookFor(handle, { lock: false }, [])
    const there = await lookByWhere(look, uniqueCriteria(this.on.model.uniques, where), 1)
    return there.length > 0
      ? error
      : new WriteConflictError({ table: this.table.name, expected: 1, found: 0, cause: error })
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
