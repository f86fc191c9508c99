import type { RawBuilder } from 'kysely'
import type { SqlDialect } from '../dialect/dialect.ts'
import { createSqlTables, type SqlTables, tableOf } from './sql-tables.ts'

/** The outbox's tables. */
export interface OutboxSql extends SqlTables {
  readonly jobs: RawBuilder<unknown>
  readonly marks: RawBuilder<unknown>
}

export function createOutboxSql(dialect: SqlDialect, schema: string | undefined): OutboxSql {
  return {
    ...createSqlTables(dialect, schema),
    jobs: tableOf(schema, 'triggerkit_jobs'),
    marks: tableOf(schema, 'triggerkit_marks'),
  }
}
