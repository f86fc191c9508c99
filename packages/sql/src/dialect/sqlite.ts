import { SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, sql } from 'kysely'
import { createCompiler } from './create-compiler.ts'
import type { SqlDialect } from './dialect.ts'
import { joinJobs, takeMarks, updateFrom } from './update-from.ts'

export const sqlite: SqlDialect = {
  database: 'sqlite',
  compiler: createCompiler({
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (database) => new SqliteIntrospector(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }),
  now: sql`CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)`,
  text: (column) => column,
  exact: (column) => column,
  alike: (column, text) => sql`${column} = ${text}`,
  returning: true,
  lock: sql``,
  transaction: {},
  rows(json, columns, alias) {
    const list = Object.keys(columns).map(
      (name) => sql`json_extract(value, ${sql.lit(`$.${name}`)}) AS ${sql.id(name)}`,
    )
    return sql`(SELECT ${sql.join(list)} FROM json_each(${json})) AS ${sql.id(alias)}`
  },
  byIndex: () => sql``,
  orLeave: () => sql`ON CONFLICT DO NOTHING`,
  joinJobs,
  update: updateFrom,
  takeMarks: (marks, select, { renewable }) => takeMarks(sqlite, marks, select, renewable),
}
