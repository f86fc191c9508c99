import type { ExecutionQuery, SqlStatement } from '@triggerkit/core/adapter'
import { type RawBuilder, sql } from 'kysely'
import { exactExecutionColumns, executionColumns } from '../execution/execution-columns.ts'
import { toKept } from '../job/kept-text.ts'
import type { ExecutionsSql } from './executions-sql.ts'
import { toStatement, whole } from './sql-tables.ts'

/** Executions that match, newest first by id. */
export function findExecutions(tables: ExecutionsSql, query: ExecutionQuery): SqlStatement {
  const { dialect, executions } = tables
  const columns = Object.keys(executionColumns).map((name) =>
    exactExecutionColumns.has(name) ? sql`${dialect.text(sql.id(name))} AS ${sql.id(name)}` : sql.id(name),
  )
  const select = sql`SELECT ${sql.join(columns)} FROM ${executions} AS e WHERE ${conditions(tables, query)}
    ORDER BY e.id DESC LIMIT ${whole(query.limit)}`
  return toStatement(tables, select, true)
}

function conditions({ dialect }: ExecutionsSql, query: ExecutionQuery): RawBuilder<boolean> {
  const { trigger, table, key, action, job, outcomes, from, to, cursor } = query
  const texts = { trigger_tag: trigger, table_name: table, row_key: key, action, job_id: job }
  const all: RawBuilder<unknown>[] = [sql`1 = 1`]
  for (const [column, text] of Object.entries(texts))
    if (text !== undefined) all.push(sql`${dialect.exact(sql.id(column))} = ${toKept(text)}`)
  for (const [column, text] of Object.entries({ trigger_tag: trigger, table_name: table }))
    if (text !== undefined) all.push(dialect.alike(sql.id(column), toKept(text)))
  if (outcomes !== undefined)
    all.push(outcomes.length === 0 ? sql`1 = 0` : sql`outcome IN (${sql.join(outcomes.map(sql.lit))})`)
  if (from !== undefined) all.push(sql`started_at >= ${whole(Math.ceil(from))}`)
  if (to !== undefined) all.push(sql`started_at < ${whole(Math.ceil(to))}`)
  if (cursor !== undefined) all.push(sql`e.id < ${toKept(cursor)}`)
  return sql`${sql.join(all, sql` AND `)}`
}
