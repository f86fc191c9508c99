import type { SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import { executionColumns } from '../execution/execution-columns.ts'
import type { ExecutionsSql } from './executions-sql.ts'
import { toStatement } from './sql-tables.ts'

/** Inserts executions of a JSON array, and passes over those that are there. */
export function insertExecutions(tables: ExecutionsSql, rows: string): SqlStatement {
  const { dialect, executions } = tables
  const names = Object.keys(executionColumns)
  // The condition keeps SQLite from reading ON CONFLICT as the ON of a join.
  const query = sql`INSERT INTO ${executions} (${sql.join(names.map((name) => sql.id(name)))})
    SELECT ${sql.join(names.map((name) => sql.id('s', name)))} FROM ${dialect.rows(rows, executionColumns, 's')}
    WHERE s.id IS NOT NULL ${dialect.orLeave(sql`${executions}.id`)}`
  return toStatement(tables, query, false)
}
