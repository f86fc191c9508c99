import type { ExecutionsDriver } from '@triggerkit/core'
import { ExecutionsError } from '@triggerkit/core/adapter'
import { TablesConnection } from './connection/tables-connection.ts'
import { dialectOf } from './dialect/dialect-of.ts'
import { SqlExecutionLog } from './execution/sql-execution-log.ts'
import { createExecutionsSql } from './statement/executions-sql.ts'

export interface SqlExecutionsOptions {
  /** PostgreSQL's schema, MySQL's database or SQLite's attached database for the table; it has to be there. Default: that of the connection. */
  schema?: string
}

/**
 * Keeps the history of executions in a table of the application's own database, reached by the ORM's own connection: PostgreSQL, MariaDB, MySQL or
 * SQLite. The table comes with `triggers.migrate()`, or by the ORM's migrations.
 *
 * ```ts
 * const engine = createTriggers({ executions: { log: sqlExecutions(), keep: 'failures' } })
 * ```
 */
export function sqlExecutions({ schema }: SqlExecutionsOptions = {}): ExecutionsDriver {
  return {
    name: 'sql',
    connect(port) {
      const { sql } = port
      if (sql === undefined) throw withoutSql()
      return new SqlExecutionLog(new TablesConnection(port, sql, createExecutionsSql(dialectOf(sql.database), schema)))
    },
  }
}

function withoutSql(): ExecutionsError {
  return new ExecutionsError({
    code: 'EXECUTIONS_PORT',
    message:
      'sqlExecutions() keeps executions in an SQL database, and this ORM has none. For Mongoose use mongoExecutions() of @triggerkit/mongoose.',
  })
}
