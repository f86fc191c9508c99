import type { ObjectLiteral, QueryRunner } from 'typeorm'
import type { Dialect } from '../dialect/dialect.ts'

/** How an upsert's own result tells rows that it inserted from rows that it updated (R13). */
export interface UpsertVerdict {
  prepare?(runner: QueryRunner): Promise<unknown>
  columns: string[]
  rewrite?(sql: string): string
  isInserted(raw: ObjectLiteral): boolean
}

/** Undefined where only the look tells: SQLite, in its immediate transaction. */
export function upsertVerdict(dialect: Dialect): UpsertVerdict | undefined {
  if (dialect.family === 'postgres') return byTransactionId
  return dialect.family === 'mysql' ? bySessionVariable : undefined
}

/** PostgreSQL: a row that was updated carries the id of the transaction that ended its former version. */
const byTransactionId: UpsertVerdict = {
  columns: ['(xmax = 0) AS "tk_new"'],
  isInserted: (raw) => raw.tk_new === true,
}

/** MariaDB: the UPDATE part leaves a mark in a variable of the session, which RETURNING reads and clears row by row. */
const bySessionVariable: UpsertVerdict = {
  prepare: (runner) => runner.query('SET @tk_updated := 0'),
  columns: ['@tk_updated AS `tk_updated`', '(@tk_updated := 0) AS `tk_cleared`'],
  rewrite: countUpdates,
  isInserted: (raw) => Number(raw.tk_updated ?? 0) === 0,
}

/** Where MySQL and MariaDB return no rows: how many rows the statement updated, counted by a variable of the session. */
export const updateCounter = {
  prepare: (runner: QueryRunner): Promise<unknown> => runner.query('SET @tk_updated := 0'),
  rewrite: countUpdates as typeof countUpdates,
  async read(runner: QueryRunner): Promise<number> {
    const [row] = (await runner.query('SELECT @tk_updated AS `updated`')) as { updated: unknown }[]
    return Number(row?.updated ?? 0)
  },
}

function countUpdates(sql: string): string {
  const first = /( ON DUPLICATE KEY UPDATE )(\S+|`[^`]*`) = (VALUES\(`[^`]*`\))/
  return sql.replace(first, '$1$2 = IF((@tk_updated := @tk_updated + 1) IS NULL, $3, $3)')
}
