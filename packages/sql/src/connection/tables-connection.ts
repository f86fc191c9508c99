import type { Port, Row, SqlConnection, SqlResult, SqlStatement } from '@triggerkit/core/adapter'
import type { SqlDialect } from '../dialect/dialect.ts'
import type { SqlTables } from '../statement/sql-tables.ts'

/** This package's tables, as a port's ORM reaches them. */
export class TablesConnection<Tables extends SqlTables> {
  readonly port: Port
  readonly connection: SqlConnection
  readonly sql: Tables

  constructor(port: Port, connection: SqlConnection, sql: Tables) {
    this.port = port
    this.connection = connection
    this.sql = sql
  }

  get dialect(): SqlDialect {
    return this.sql.dialect
  }

  run(handle: object | undefined, statement: SqlStatement): Promise<SqlResult> {
    return this.connection.run(handle, statement)
  }

  async rows(handle: object | undefined, statement: SqlStatement): Promise<Row[]> {
    return (await this.run(handle, statement)).rows
  }

  async affected(handle: object | undefined, statement: SqlStatement): Promise<number> {
    return (await this.run(handle, statement)).affected
  }

  /** Runs `body` in the handle's transaction, or in one of its own. */
  inTransaction<T>(handle: object | undefined, body: (handle: object) => Promise<T>): Promise<T> {
    return handle === undefined ? this.port.transaction(undefined, this.dialect.transaction, body) : body(handle)
  }
}
