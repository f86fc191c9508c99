import type {
  Capabilities,
  Port,
  Row,
  RowFilter,
  RowUpdate,
  Schema,
  SelectQuery,
  TransactionOptions,
  TransactionTracker,
} from '@triggerkit/core/adapter'
import type { DataSource, EntityManager, ObjectLiteral, QueryRunner } from 'typeorm'
import type { Dialect } from '../dialect/dialect.ts'
import { NamedParameters } from '../orm/named-parameters.ts'
import { sendStatement, withDriverParameters } from '../orm/typeorm-internals.ts'
import { columnOrThrow, selectedColumns, setInRow, setInValues } from '../row/columns.ts'
import { RowReader } from '../row/row-reader.ts'
import type { Table } from '../schema/table.ts'
import type { TypeormSchema } from '../schema/to-schema.ts'
import type { SqliteMutex } from '../sqlite/sqlite-mutex.ts'
import { columnValue } from '../write/set-values.ts'
import { withRunner } from '../write/write-target.ts'
import { RowFilterSql } from './row-filter-sql.ts'
import { toSet } from './row-update-sql.ts'
import { TypeormSqlConnection } from './sql-connection.ts'
import { inTransaction } from './transaction.ts'

/** TypeORM as the core reaches it; writes go through its query builders and fire triggers in their turn. */
export class TypeormPort implements Port<QueryRunner> {
  readonly capabilities: Capabilities
  readonly schema: Schema
  /** Somebody asked for `sql`: from then on SQLite's one connection is shared with a queue, triggers or not (R8). */
  sharesConnection = false
  readonly #sql: TypeormSqlConnection
  readonly #dataSource: DataSource
  readonly #dialect: Dialect
  readonly #tables: TypeormSchema
  readonly #tracker: () => TransactionTracker<QueryRunner>
  readonly #mutex: SqliteMutex | undefined

  constructor(
    dataSource: DataSource,
    dialect: Dialect,
    tables: TypeormSchema,
    tracker: () => TransactionTracker<QueryRunner>,
    mutex: SqliteMutex | undefined,
  ) {
    this.capabilities = dialect.capabilities
    this.schema = tables.schema
    this.#sql = new TypeormSqlConnection(dataSource, dialect)
    this.#dataSource = dataSource
    this.#dialect = dialect
    this.#tables = tables
    this.#tracker = tracker
    this.#mutex = mutex
  }

  get sql(): TypeormSqlConnection {
    this.sharesConnection = true
    return this.#sql
  }

  transaction<T>(
    handle: QueryRunner | undefined,
    options: TransactionOptions,
    body: (handle: QueryRunner) => Promise<T>,
  ): Promise<T> {
    return inTransaction(this.#dataSource, this.#tracker(), handle, options, this.#mutex, body)
  }

  async select(handle: QueryRunner | undefined, name: string, query: SelectQuery): Promise<Row[]> {
    const table = this.#tables.find(name)
    const { driver } = this.#dataSource
    const parameters = new NamedParameters()
    const where = new RowFilterSql(this.#dataSource, table, parameters).toSql(query.where)
    const columns = query.columns
      ? query.columns.map((column) => columnOrThrow(table, column))
      : selectedColumns(table, 'all')
    const reader = new RowReader(this.#dataSource, table, columns, 's')
    const lock = query.lock === undefined ? '' : this.#dialect.lock(query.lock)
    const order =
      query.lock === undefined
        ? ''
        : ` ORDER BY ${table.keys.map((column) => driver.escape(column.databaseName)).join(', ')}`
    const limit = query.limit === undefined ? '' : ` LIMIT ${Math.floor(query.limit)}`
    const sql = `SELECT ${reader.select().join(', ')} FROM ${this.#path(table)}${where && ` WHERE ${where}`}${order}${limit}${lock}`
    const [text, values] = withDriverParameters(this.#dataSource, sql, parameters.values)
    const { records } = await withRunner(this.#dataSource, handle, (runner) => sendStatement(runner, text, values))
    return (records as ObjectLiteral[]).map((raw) => reader.read(raw))
  }

  async insert(handle: QueryRunner | undefined, name: string, rows: Row[]): Promise<Row[]> {
    const table = this.#tables.find(name)
    const sets = rows.map((row) => toValues(row, table))
    const perStatement = Math.max(1, Math.floor(this.capabilities.maxParameters / Math.max(1, table.columns.size)))
    for (let start = 0; start < sets.length; start += perStatement) {
      const values = sets.slice(start, start + perStatement)
      await this.#manager(handle).createQueryBuilder().insert().into(table.metadata.target).values(values).execute()
    }
    return sets.map((values) => toRow(values, table))
  }

  async update(handle: QueryRunner | undefined, name: string, update: RowUpdate, where: RowFilter): Promise<number> {
    const table = this.#tables.find(name)
    const parameters = new NamedParameters()
    const set = toSet(this.#dataSource, table, update, parameters)
    const sql = new RowFilterSql(this.#dataSource, table, parameters).toSql(where)
    const builder = this.#manager(handle).createQueryBuilder().update(table.metadata.target).set(set)
    if (sql !== '') builder.where(sql)
    const { affected } = await builder.setParameters(parameters.values).execute()
    return affected ?? 0
  }

  async delete(handle: QueryRunner | undefined, name: string, where: RowFilter): Promise<number> {
    const table = this.#tables.find(name)
    const parameters = new NamedParameters()
    const sql = new RowFilterSql(this.#dataSource, table, parameters).toSql(where)
    const builder = this.#manager(handle).createQueryBuilder().delete().from(table.metadata.target)
    if (sql !== '') builder.where(sql)
    const { affected } = await builder.setParameters(parameters.values).execute()
    return affected ?? 0
  }

  client(handle: QueryRunner | undefined): EntityManager {
    return this.#manager(handle)
  }

  #manager(handle: QueryRunner | undefined): EntityManager {
    return handle?.manager ?? this.#dataSource.manager
  }

  #path(table: Table): string {
    return table.metadata.tablePath
      .split('.')
      .map((part) => (part === '' ? part : this.#dataSource.driver.escape(part)))
      .join('.')
  }
}

function toValues(row: Row, table: Table): ObjectLiteral {
  const values: ObjectLiteral = {}
  for (const [name, value] of entriesOf(row, table, '')) setInValues(values, columnOrThrow(table, name), value)
  return values
}

/** Columns by name; embedded ones are given as nested objects or by path. */
function* entriesOf(row: Row, table: Table, prefix: string): Iterable<[string, unknown]> {
  for (const [key, value] of Object.entries(row)) {
    const name = prefix + key
    const isEmbedded = !table.columns.has(name) && value !== null && typeof value === 'object'
    if (isEmbedded) yield* entriesOf(value as Row, table, `${name}.`)
    else if (value !== undefined) yield [name, value]
  }
}

/** Value sets after the insert: TypeORM has put in what the database generated. */
function toRow(values: ObjectLiteral, table: Table): Row {
  const row: Row = {}
  for (const [name, column] of table.columns) {
    const value = columnValue(column, values)
    if (value !== undefined || column.isNullable) setInRow(row, name.split('.'), value ?? null)
  }
  return row
}
