import type { SqlConnection } from '@triggerkit/core/adapter'
import type { SqlDialect } from './dialect.ts'
import { mysql } from './mysql.ts'
import { postgres } from './postgres.ts'
import { sqlite } from './sqlite.ts'

const dialects: Record<SqlConnection['database'], SqlDialect> = { postgres, mysql, sqlite }

export function dialectOf(database: SqlConnection['database']): SqlDialect {
  return dialects[database]
}
