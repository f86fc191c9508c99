import type { SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import { toStatement } from './sql-tables.ts'
import type { StoreSql } from './store-sql.ts'

/**
 * How many changes a scope has seen, read from an index alone. Each one adds one to the version of a row that never goes, so that their sum is
 * another one after it whatever the order in which transactions commit; the newest time tells of a database that was restored.
 */
export function countChanges(store: StoreSql, scopeHash: string): SqlStatement {
  // MariaDB otherwise takes the key, and reads every definition with it.
  const byIndex = store.dialect.database === 'mysql' ? sql`FORCE INDEX (triggerkit_triggers_changes)` : sql``
  const query = sql`SELECT COUNT(*) AS tags, SUM(version) AS changes, MAX(updated_at) AS newest
    FROM ${store.triggers} ${byIndex} WHERE scope_hash = ${scopeHash}`
  return toStatement(store, query, true)
}
