import type { SqlStatement } from '@triggerkit/core/adapter'
import { type RawBuilder, sql } from 'kysely'
import type { SqlDialect } from '../dialect/dialect.ts'

/** What statements on this package's tables are made of. */
export interface SqlTables {
  readonly dialect: SqlDialect
  /** PostgreSQL's schema, or MySQL's database, that the tables are in. */
  readonly schema: string | undefined
  /** What versions of the tables are there. */
  readonly versions: RawBuilder<unknown>
}

export function createSqlTables(dialect: SqlDialect, schema: string | undefined): SqlTables {
  return { dialect, schema, versions: tableOf(schema, 'triggerkit_schema') }
}

export function tableOf(schema: string | undefined, name: string): RawBuilder<unknown> {
  return schema === undefined ? sql.id(name) : sql.id(schema, name)
}

/** A statement that the port takes. */
export function toStatement({ dialect }: SqlTables, query: RawBuilder<unknown>, returnsRows: boolean): SqlStatement {
  const { sql: text, parameters } = query.compile(dialect.compiler)
  return { sql: text, parameters: parameters as SqlStatement['parameters'], returnsRows }
}

/** A whole number as a literal: no driver has to guess its type. */
export function whole(value: number): RawBuilder<number> {
  if (!Number.isFinite(value)) throw new RangeError(`A whole number was expected, not ${value}.`)
  return sql.lit(Math.round(value))
}
