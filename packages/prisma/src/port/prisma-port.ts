import {
  type Capabilities,
  groupByAlteration,
  type Port,
  type Row,
  type RowFilter,
  type RowUpdate,
  type Schema,
  type SelectQuery,
  type TransactionOptions,
} from '@triggerkit/core/adapter'
import { type Arguments, type Delegate, delegateOf, type RawClient } from '../client/raw-client.ts'
import type { Installation } from '../install/installation.ts'
import { columnNames, keyOf } from '../row/columns.ts'
import { whereOfKeys } from '../row/key-where.ts'
import { lookByWhere, type RowLook } from '../row/look-rows.ts'
import type { PrismaTable } from '../schema/prisma-schema.ts'
import type { Dialect } from '../sql/dialect.ts'
import { inOwnTransaction, inSavepoint } from '../transaction/in-transaction.ts'
import { clientInTransaction, type PrismaTransaction } from '../transaction/prisma-transaction.ts'
import { computedColumns, computedData, toData } from './computed-update.ts'
import { toWhere } from './row-filter-where.ts'
import { PrismaSqlConnection } from './sql-connection.ts'

/** Prisma as the core reaches it; writes go through a client with triggers and fire them in their turn. */
export class PrismaPort implements Port<PrismaTransaction> {
  readonly capabilities: Capabilities
  readonly schema: Schema
  /** Somebody asked for `sql`: from then on SQLite's one connection is shared with a queue, triggers or not (R8). */
  sharesConnection = false
  readonly #sql: PrismaSqlConnection
  readonly #installation: () => Installation

  constructor({ capabilities, database }: Dialect, schema: Schema, installation: () => Installation) {
    this.capabilities = capabilities
    this.schema = schema
    this.#sql = new PrismaSqlConnection(database, installation)
    this.#installation = installation
  }

  get sql(): PrismaSqlConnection {
    this.sharesConnection = true
    return this.#sql
  }

  transaction<T>(
    handle: PrismaTransaction | undefined,
    options: TransactionOptions,
    body: (handle: PrismaTransaction) => Promise<T>,
  ): Promise<T> {
    const installation = this.#installation()
    if (handle !== undefined) return inSavepoint(handle, installation.binding.transactions, body)
    return inOwnTransaction(installation, options, body)
  }

  async select(handle: PrismaTransaction | undefined, name: string, query: SelectQuery): Promise<Row[]> {
    const table = this.#table(name)
    const look = this.#look(handle, table, columnNames(table, query.columns ?? 'all'), query.lock)
    return lookByWhere(look, await toWhere(look, query.where), query.limit)
  }

  async insert(handle: PrismaTransaction | undefined, name: string, rows: Row[]): Promise<Row[]> {
    if (rows.length === 0) return []
    const table = this.#table(name)
    const delegate = this.#delegate(handle, table)
    if (rows.length === 1) return [(await delegate.create!({ data: rows[0]! })) as Row]
    if (this.capabilities.returning.insert) return (await delegate.createManyAndReturn!({ data: rows })) as Row[]
    await delegate.createMany!({ data: rows })
    return rows.map((row) => ({ ...row }))
  }

  async update(
    handle: PrismaTransaction | undefined,
    name: string,
    update: RowUpdate,
    filter: RowFilter,
  ): Promise<number> {
    const table = this.#table(name)
    const delegate = this.#delegate(handle, table)
    const where = await toWhere(this.#look(handle, table, [], undefined), filter)
    const data = toData(table, update)
    if (data !== undefined) return ((await delegate.updateMany!({ where, data })) as { count: number }).count
    return this.#updateEach(handle, table, where, update)
  }

  async delete(handle: PrismaTransaction | undefined, name: string, filter: RowFilter): Promise<number> {
    const table = this.#table(name)
    const where = await toWhere(this.#look(handle, table, [], undefined), filter)
    return ((await this.#delegate(handle, table).deleteMany!({ where })) as { count: number }).count
  }

  client(handle: PrismaTransaction | undefined): RawClient {
    const { firing } = this.#installation()
    return handle === undefined ? firing : clientInTransaction(firing, handle.id)
  }

  /** Rows of which each becomes something of its own: looked at, and written in as few statements as there are different outcomes. */
  async #updateEach(
    handle: PrismaTransaction | undefined,
    table: PrismaTable,
    where: Arguments,
    update: RowUpdate,
  ): Promise<number> {
    const lock = handle === undefined ? undefined : 'update'
    const rows = await lookByWhere(this.#look(handle, table, columnNames(table, computedColumns(update)), lock), where)
    const outcomes = rows.map((row) => ({
      operation: 'update' as const,
      key: keyOf(table, row),
      next: row,
      alteration: computedData(table, row, update),
    }))
    let count = 0
    for (const { rows: some, alteration } of groupByAlteration(outcomes)) {
      const keys = some.map(({ key }) => key!)
      const args = { where: whereOfKeys(table, keys), data: alteration as Arguments }
      count += ((await this.#delegate(handle, table).updateMany!(args)) as { count: number }).count
    }
    return count
  }

  #table(name: string): PrismaTable {
    return this.#installation().schema.find(name)
  }

  #delegate(handle: PrismaTransaction | undefined, { model }: PrismaTable): Delegate {
    return delegateOf(this.client(handle), model.delegate)
  }

  #look(
    handle: PrismaTransaction | undefined,
    table: PrismaTable,
    columns: readonly string[],
    lock: 'update' | 'key' | undefined,
  ): RowLook {
    const { plain, dialect } = this.#installation()
    return { client: handle?.client ?? plain, table, dialect, columns, ...(lock !== undefined && { lock }) }
  }
}
