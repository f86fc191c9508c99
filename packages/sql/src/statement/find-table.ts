import type { SqlStatement } from '@triggerkit/core/adapter'
import { type RawBuilder, sql } from 'kysely'
import { type SqlTables, toStatement } from './sql-tables.ts'

/** Whether the table of versions is there: asked of the catalogue, so that the answer no fails no transaction. */
export function findTable(tables: SqlTables): SqlStatement {
  return toStatement(tables, sql`SELECT COUNT(*) AS found FROM ${catalogue(tables)}`, true)
}

function catalogue({ dialect: { database }, schema }: SqlTables): RawBuilder<unknown> {
  switch (database) {
    case 'postgres': {
      const name = schema === undefined ? 'triggerkit_schema' : `"${schema.replaceAll('"', '""')}".triggerkit_schema`
      return sql`(SELECT to_regclass(${name}) AS oid) AS t WHERE t.oid IS NOT NULL`
    }
    case 'mysql':
      return sql`information_schema.tables WHERE table_name = 'triggerkit_schema' AND table_schema = ${schema ?? sql`DATABASE()`}`
    case 'sqlite':
      return sql`${sql.id(schema ?? 'main', 'sqlite_master')} WHERE type = 'table' AND name = 'triggerkit_schema'`
  }
}
