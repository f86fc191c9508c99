import type { Port, Row, SqlConnection, SqlResult, SqlStatement } from '@triggerkit/core/adapter'
import type { SqlDialect } from '../dialect/dialect.ts'
import type { OutboxSql } from '../statement/outbox-sql.ts'

/** An outbox's tables, as a port's ORM reaches them. */
export class OutboxConnection {
  readonly port: Port
  readonly connection: SqlConnection
  readonly sql: OutboxSql

  constructor(port: Port, connection: SqlConnection, sql: OutboxSql) {
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
