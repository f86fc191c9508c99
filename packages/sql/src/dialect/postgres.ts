import { PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, sql } from 'kysely'
import { createCompiler } from './create-compiler.ts'
import type { SqlDialect } from './dialect.ts'
import { joinJobs, takeMarks, updateFrom } from './update-from.ts'

const types = { text: sql`text`, integer: sql`bigint` }

export const postgres: SqlDialect = {
  database: 'postgres',
  compiler: createCompiler({
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (database) => new PostgresIntrospector(database),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }),
  now: sql`(extract(epoch FROM statement_timestamp()) * 1000)::bigint`,
  text: (column) => column,
  exact: (column) => column,
  alike: (column, text) => sql`left(${column}, 200) = left(CAST(${text} AS text), 200)`,
  returning: true,
  lock: sql`FOR UPDATE OF j`,
  transaction: {},
  rows(json, columns, alias) {
    const list = Object.entries(columns).map(([name, type]) => sql`${sql.id(name)} ${types[type]}`)
    return sql`json_to_recordset(${json}::json) AS ${sql.id(alias)}(${sql.join(list)})`
  },
  byIndex: () => sql``,
  orLeave: () => sql`ON CONFLICT DO NOTHING`,
  joinJobs,
  update: updateFrom,
  takeMarks: (marks, select, { renewable }) => takeMarks(postgres, marks, select, renewable),
}
