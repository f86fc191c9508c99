import type { DataSource } from 'typeorm'
import { type Dialect, isSqlite } from './dialect.ts'
import { mysql } from './mysql.ts'
import { postgres } from './postgres.ts'
import { sqlite } from './sqlite.ts'

/** The dialect of a connected DataSource. */
export function dialectOf(dataSource: DataSource): Dialect {
  const { type } = dataSource.options
  if (isSqlite(dataSource)) return sqlite
  if (type === 'postgres') return postgres
  if (type === 'mysql' || type === 'mariadb') return mysql(dataSource)
  throw new Error(
    `@triggerkit/typeorm supports PostgreSQL, MySQL, MariaDB and SQLite, not "${type}". ` +
      `Remove triggers() from the subscribers of this DataSource.`,
  )
}
