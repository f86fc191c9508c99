import type { HistoryQuery } from '@triggerkit/core'
import type { SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import { toStatement, whole } from './sql-tables.ts'
import { hasKey, type StoreSql, type TagKey } from './store-sql.ts'

/** The versions of a tag, the newest first. */
export function findVersions(store: StoreSql, key: TagKey, { limit, before }: HistoryQuery): SqlStatement {
  const isBefore = before === undefined ? sql`` : sql` AND version < ${whole(Math.ceil(before))}`
  const query = sql`SELECT version, operation, format, definition, changed_at, changed_by, reason
    FROM ${store.history} WHERE ${hasKey(key)}${isBefore} ORDER BY version DESC LIMIT ${whole(limit)}`
  return toStatement(store, query, true)
}
