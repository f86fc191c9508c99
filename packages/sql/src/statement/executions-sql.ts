import type { RawBuilder } from 'kysely'
import type { SqlDialect } from '../dialect/dialect.ts'
import { createSqlTables, type SqlTables, tableOf } from './sql-tables.ts'

/** The table of the history of executions. */
export interface ExecutionsSql extends SqlTables {
  readonly executions: RawBuilder<unknown>
}

export function createExecutionsSql(dialect: SqlDialect, schema: string | undefined): ExecutionsSql {
  return { ...createSqlTables(dialect, schema), executions: tableOf(schema, 'triggerkit_executions') }
}
