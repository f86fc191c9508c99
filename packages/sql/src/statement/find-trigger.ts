import type { SqlStatement } from '@triggerkit/core/adapter'
import { type RawBuilder, sql } from 'kysely'
import { toStatement } from './sql-tables.ts'
import { hasKey, type StoreSql, type TagKey } from './store-sql.ts'

export const triggerSelection: RawBuilder<unknown> = sql`tag, version, format, definition, created_at, updated_at`

/** The row of a tag, also of a deleted one. */
export function findTrigger(store: StoreSql, key: TagKey): SqlStatement {
  return toStatement(store, sql`SELECT ${triggerSelection} FROM ${store.triggers} WHERE ${hasKey(key)}`, true)
}
