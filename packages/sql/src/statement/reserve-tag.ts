import type { StoreScope } from '@triggerkit/core'
import type { SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import { toKept } from '../job/kept-text.ts'
import { toStatement } from './sql-tables.ts'
import type { StoreSql, TagKey } from './store-sql.ts'

/** Puts the row of a tag that never was there, as that of a deleted one of version 0; one that is there is left, and locked. */
export function reserveTag(
  store: StoreSql,
  { scopeHash, tagHash }: TagKey,
  scope: StoreScope,
  tag: string,
): SqlStatement {
  const { dialect, triggers } = store
  const texts = [scope.product, scope.database, tag].map((text) => sql`${toKept(text)}`)
  const query = sql`INSERT INTO ${triggers} (scope_hash, tag_hash, product, database_name, tag, version, format, created_at, updated_at)
    VALUES (${scopeHash}, ${tagHash}, ${sql.join(texts)}, 0, 0, ${dialect.now}, ${dialect.now}) ${dialect.orLeave(sql`version`)}`
  return toStatement(store, query, false)
}
