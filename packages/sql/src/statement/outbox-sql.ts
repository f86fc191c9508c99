import type { SqlStatement } from '@triggerkit/core/adapter'
import { type RawBuilder, sql } from 'kysely'
import type { SqlDialect } from '../dialect/dialect.ts'

/** What statements are made of: a dialect, and the tables' names. */
export interface OutboxSql {
  readonly dialect: SqlDialect
  /** PostgreSQL's schema, or MySQL's database, that the tables are in. */
  readonly schema: string | undefined
  readonly jobs: RawBuilder<unknown>
  readonly marks: RawBuilder<unknown>
  readonly versions: RawBuilder<unknown>
}

export function createOutboxSql(dialect: SqlDialect, schema: string | undefined): OutboxSql {
  const table = (name: string): RawBuilder<unknown> => (schema === undefined ? sql.id(name) : sql.id(schema, name))
  return {
    dialect,
    schema,
    jobs: table('triggerkit_jobs'),
    marks: table('triggerkit_marks'),
    versions: table('triggerkit_schema'),
  }
}

/** A statement that the port takes. */
export function toStatement({ dialect }: OutboxSql, query: RawBuilder<unknown>, returnsRows: boolean): SqlStatement {
  const { sql: text, parameters } = query.compile(dialect.compiler)
  return { sql: text, parameters: parameters as SqlStatement['parameters'], returnsRows }
}

/** A whole number as a literal: no driver has to guess its type. */
export function whole(value: number): RawBuilder<number> {
  if (!Number.isFinite(value)) throw new RangeError(`A whole number was expected, not ${value}.`)
  return sql.lit(Math.round(value))
}
