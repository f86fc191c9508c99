import { MysqlAdapter, MysqlIntrospector, MysqlQueryCompiler, sql } from 'kysely'
import { createCompiler } from './create-compiler.ts'
import type { SqlDialect } from './dialect.ts'

const types = { text: sql`LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`, integer: sql`BIGINT` }

/** MariaDB from 10.6 on, and MySQL from 8.0.21 on. */
export const mysql: SqlDialect = {
  database: 'mysql',
  compiler: createCompiler({
    createAdapter: () => new MysqlAdapter(),
    createIntrospector: (database) => new MysqlIntrospector(database),
    createQueryCompiler: () => new MysqlQueryCompiler(),
  }),
  // Not UNIX_TIMESTAMP(NOW(3)): that goes through the session's time zone, in which an hour of each autumn is there twice.
  now: sql`TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000`,
  // Prisma before 7 takes a text of a binary collation for bytes.
  text: (column) => sql`${column} COLLATE utf8mb4_unicode_ci`,
  exact: (column) => sql`${column} COLLATE utf8mb4_bin`,
  alike: (column, text) => sql`${column} = ${text}`,
  returning: false,
  lock: sql`FOR UPDATE`,
  // Locks on gaps, which REPEATABLE READ takes, would make claims and appends wait for each other.
  transaction: { isolation: 'READ COMMITTED' },
  rows(json, columns, alias) {
    const list = Object.entries(columns).map(
      ([name, type]) => sql`${sql.id(name)} ${types[type]} PATH ${sql.lit(`$.${name}`)}`,
    )
    return sql`JSON_TABLE(${json}, '$[*]' COLUMNS (${sql.join(list)})) AS ${sql.id(alias)}`
  },
  byIndex: (index) => sql`FORCE INDEX (${sql.id(index === 'seq' ? 'PRIMARY' : `triggerkit_jobs_${index}`)})`,
  // Not IGNORE, which would also keep a text that it has cut.
  orLeave: (column) => sql`ON DUPLICATE KEY UPDATE ${column} = ${column}`,
  joinJobs(jobs, alias, by) {
    return sql`STRAIGHT_JOIN ${jobs} AS ${sql.id(alias)} ${mysql.byIndex(by)}`
  },
  update({ jobs, source, by, on, set }) {
    const values = Object.entries(set).map(([column, value]) => sql`${sql.id('j', column)} = ${value}`)
    return sql`UPDATE ${source} ${mysql.joinJobs(jobs, 'j', by)} ON ${on} SET ${sql.join(values)}`
  },
  takeMarks(marks, select, { renewable }) {
    const isOwn = renewable ? sql` OR owner = VALUES(owner)` : sql``
    // From left to right: `owner` is the new one by the time that `until` is set.
    return sql`INSERT INTO ${marks} (kind, name, owner, until) ${select}
      ON DUPLICATE KEY UPDATE
        owner = IF(until <= ${mysql.now}${isOwn}, VALUES(owner), owner),
        until = IF(owner = VALUES(owner), VALUES(until), until)`
  },
}
