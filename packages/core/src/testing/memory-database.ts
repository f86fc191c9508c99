import type { AdapterBinding } from '../adapter/adapter-binding.ts'
import type { Capabilities } from '../adapter/capabilities.ts'
import type { Port, SelectQuery, TransactionOptions } from '../adapter/port.ts'
import type { RowFilter } from '../adapter/row-filter.ts'
import type { RowUpdate } from '../adapter/row-update.ts'
import type { Row } from '../change/change.ts'
import type { Triggers } from '../engine/triggers.ts'
import { createSchema } from '../schema/create-schema.ts'
import type { Schema, TableSchema } from '../schema/schema.ts'
import { MemoryConnection } from './memory-connection.ts'
import { matchesFilter } from './memory-filter.ts'
import { applyUpdate } from './memory-update.ts'
import { MemoryWrite } from './memory-write.ts'

export interface MemoryDatabaseOptions {
  tables: readonly TableSchema[]
  capabilities?: Partial<Capabilities>
}

/**
 * A database in memory with an adapter of its own: transactions, savepoints and every kind of Write, without an ORM. For tests of the engine
 * and for those of applications that want to see triggers act without a server.
 */
export class MemoryDatabase implements Port<MemoryConnection> {
  readonly capabilities: Capabilities
  readonly schema: Schema
  #tables: Map<string, Row[]>
  #binding: AdapterBinding<MemoryConnection> | undefined
  #sequence = 0
  /** The connection whose transaction is open; others wait for it. */
  #holder: Promise<unknown> = Promise.resolve()

  constructor({ tables, capabilities }: MemoryDatabaseOptions) {
    this.schema = createSchema(tables)
    this.#tables = new Map(tables.map((table) => [table.name, []]))
    this.capabilities = {
      transactions: true,
      savepoints: true,
      locks: false,
      returning: { insert: true, update: true, delete: true },
      singleConnection: true,
      upsertVerdict: 'look',
      maxParameters: 1_000,
      ...capabilities,
    }
  }

  /** Binds it to an engine. */
  connect(triggers: Triggers): this {
    this.#binding = triggers.bind<MemoryConnection>(this)
    return this
  }

  /** The rows of a table, as copies. */
  rows(table: string): Row[] {
    return (this.#tables.get(table) ?? []).map((row) => ({ ...row }))
  }

  /** What an application calls. */
  create(table: string, rows: Row | Row[], connection?: MemoryConnection): Promise<Row[]> {
    const given = Array.isArray(rows) ? rows : [rows]
    return this.#run(table, 'insert', connection, { given }) as Promise<Row[]>
  }

  change(table: string, where: RowFilter, update: RowUpdate, connection?: MemoryConnection): Promise<number> {
    return this.#run(table, 'update', connection, { where, update }) as Promise<number>
  }

  remove(table: string, where: RowFilter, connection?: MemoryConnection): Promise<number> {
    return this.#run(table, 'delete', connection, { where }) as Promise<number>
  }

  async transaction<T>(
    handle: MemoryConnection | undefined,
    _options: TransactionOptions,
    body: (handle: MemoryConnection) => Promise<T>,
  ): Promise<T> {
    if (handle?.inTransaction) return this.#savepoint(handle, body)
    const connection = handle ?? new MemoryConnection()
    const before = this.#holder
    let release!: () => void
    this.#holder = new Promise<void>((resolve) => {
      release = resolve
    })
    await before
    try {
      return await this.#topLevel(connection, body)
    } finally {
      release()
    }
  }

  /** A transaction as an application opens one: commit-phase work is done when it resolves. */
  async inTransaction<T>(body: (connection: MemoryConnection) => Promise<T>): Promise<T> {
    const connection = new MemoryConnection()
    this.#binding?.transactions.own(connection)
    const result = await this.transaction(connection, {}, body)
    await this.#binding?.transactions.settle(connection)
    return result
  }

  async select(_handle: MemoryConnection | undefined, table: string, query: SelectQuery): Promise<Row[]> {
    const rows = this.table(table).filter((row) => matchesFilter(row, query.where))
    return rows.slice(0, query.limit).map((row) => ({ ...row }))
  }

  insert(handle: MemoryConnection | undefined, table: string, rows: Row[]): Promise<Row[]> {
    return this.create(table, rows, handle)
  }

  update(handle: MemoryConnection | undefined, table: string, update: RowUpdate, where: RowFilter): Promise<number> {
    return this.change(table, where, update, handle)
  }

  delete(handle: MemoryConnection | undefined, table: string, where: RowFilter): Promise<number> {
    return this.remove(table, where, handle)
  }

  client(handle: MemoryConnection | undefined): unknown {
    return { database: this, connection: handle }
  }

  /** The live rows; for the Writes of this folder. */
  table(name: string): Row[] {
    const table = this.schema.find(name)
    const rows = table && this.#tables.get(table.name)
    if (rows === undefined) throw new Error(`No table "${name}" in this memory database.`)
    return rows
  }

  nextId(): number {
    return ++this.#sequence
  }

  applyUpdate(row: Row, update: RowUpdate): Row {
    return applyUpdate(row, update)
  }

  #run(
    table: string,
    operation: 'insert' | 'update' | 'delete',
    connection: MemoryConnection | undefined,
    request: { given?: Row[]; where?: RowFilter; update?: RowUpdate },
  ): Promise<unknown> {
    const schema = this.schema.find(table)
    if (schema === undefined) throw new Error(`No table "${table}" in this memory database.`)
    const write = new MemoryWrite(this, schema, operation, connection, request)
    if (this.#binding === undefined || !this.#binding.matches(schema, operation, write.inTransaction))
      return write.passThrough()
    return this.#binding.run(write)
  }

  async #topLevel<T>(connection: MemoryConnection, body: (connection: MemoryConnection) => Promise<T>): Promise<T> {
    const snapshot = this.#snapshot()
    connection.depth = 1
    this.#binding?.transactions.begun(connection)
    try {
      const result = await body(connection)
      await this.#binding?.transactions.committing(connection)
      connection.depth = 0
      await this.#binding?.transactions.committed(connection)
      return result
    } catch (error) {
      if (connection.inTransaction) {
        connection.depth = 0
        this.#tables = snapshot
        this.#binding?.transactions.rolledBack(connection)
      }
      throw error
    }
  }

  async #savepoint<T>(connection: MemoryConnection, body: (connection: MemoryConnection) => Promise<T>): Promise<T> {
    const snapshot = this.#snapshot()
    connection.depth++
    this.#binding?.transactions.savepointSet(connection)
    try {
      const result = await body(connection)
      connection.depth--
      this.#binding?.transactions.savepointReleased(connection)
      return result
    } catch (error) {
      connection.depth--
      this.#tables = snapshot
      this.#binding?.transactions.savepointRolledBack(connection)
      throw error
    }
  }

  #snapshot(): Map<string, Row[]> {
    return new Map([...this.#tables].map(([name, rows]) => [name, rows.map((row) => ({ ...row }))]))
  }
}
