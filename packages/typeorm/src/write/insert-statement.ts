import type { ObjectLiteral, QueryResult, QueryRunner } from 'typeorm'
import { sendStatement, type WriteBuilder } from '../orm/typeorm-internals.ts'
import { type BuiltStatement, buildStatement, type StatementParts, vanillaRows } from '../statement/build-statement.ts'
import { alignIgnored } from './ignored-rows.ts'
import type { SeenColumns } from './see-rows.ts'
import { updateCounter, upsertVerdict } from './upsert-verdict.ts'
import type { WriteTarget } from './write-target.ts'

/** A row that an INSERT made or updated, with the position of its value set; `inserted` where the database tells (R13). */
export interface InsertedRow {
  raw: ObjectLiteral
  position: number
  inserted?: boolean
}

export interface SentInsert {
  /** As the statement without our columns would have answered. */
  result: QueryResult
  /** Undefined where the statement returned none and they have to be read. */
  rows?: InsertedRow[]
  /** How many rows an upsert updated, where it returned none. */
  updated?: number
}

/** Sends the builder's INSERT and has it return our columns, where the database can. */
export async function sendInsert(
  target: WriteTarget,
  runner: QueryRunner,
  values: readonly ObjectLiteral[],
  seen: SeenColumns,
): Promise<SentInsert> {
  const { dataSource, dialect, builder } = target
  const { onIgnore, onUpdate } = builder.expressionMap
  const verdict = onUpdate ? upsertVerdict(dialect) : undefined
  const always = dialect.insertReturning === 'always' || (dialect.capabilities.returning.insert && onIgnore)
  const returns = always || (dialect.capabilities.returning.insert && returnsOwn(builder))
  if (!returns) return onUpdate ? sendCounted(target, runner) : { result: await sendPlain(target, runner) }
  const parts: StatementParts = {
    returning: [...seen.select(), ...(verdict?.columns ?? [])],
    appendReturning: dialect.family === 'sqlite',
    rewrite: verdict?.rewrite,
  }
  await verdict?.prepare?.(runner)
  const statement = buildStatement(dataSource, builder, parts)
  const result = await sendStatement(runner, statement.sql, statement.parameters)
  const records = result.records as ObjectLiteral[]
  const rows = records.map((raw, position) => ({ raw, position, inserted: verdict?.isInserted(raw) }))
  return {
    result: { ...result, raw: await vanillaRaw(target, runner, statement, records) },
    rows: onIgnore && records.length < values.length ? alignIgnored(target, values, rows, seen) : rows,
  }
}

/** An upsert that returns no rows, and how many it updated (R13). */
async function sendCounted(target: WriteTarget, runner: QueryRunner): Promise<SentInsert> {
  await updateCounter.prepare(runner)
  const result = await sendPlain(target, runner, { rewrite: updateCounter.rewrite })
  return { result, updated: await updateCounter.read(runner) }
}

async function sendPlain(
  { dataSource, builder }: WriteTarget,
  runner: QueryRunner,
  parts: StatementParts = {},
): Promise<QueryResult> {
  const statement = buildStatement(dataSource, builder, parts)
  return sendStatement(runner, statement.sql, statement.parameters)
}

function returnsOwn(builder: WriteBuilder): boolean {
  return builder.createReturningExpression('insert') !== ''
}

/** What `InsertResult.raw` is without our columns: rows, SQLite's last id, or MySQL's header. */
async function vanillaRaw(
  target: WriteTarget,
  runner: QueryRunner,
  statement: BuiltStatement,
  records: ObjectLiteral[],
): Promise<unknown> {
  const { family } = target.dialect
  if (family === 'sqlite') {
    const { records: found } = await sendStatement(runner, 'SELECT last_insert_rowid() AS "id"', [])
    return (found as ObjectLiteral[])[0]!.id as unknown
  }
  if (statement.returnsOwn) return vanillaRows(statement, records)
  if (family === 'postgres') return []
  return {
    fieldCount: 0,
    affectedRows: records.length,
    insertId: 0,
    info: '',
    serverStatus: 2,
    warningStatus: 0,
    changedRows: 0,
  }
}
