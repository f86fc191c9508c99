import type { SqlStatement } from '@triggerkit/core/adapter'
import { type RawBuilder, sql } from 'kysely'
import { toStatement, whole } from './sql-tables.ts'
import { hasKey, type StoreSql, type TagKey } from './store-sql.ts'

/** What becomes of a tag. */
export interface DefinitionChange {
  readonly operation: 'create' | 'update' | 'delete'
  /** As it is kept; absent where it is deleted. */
  readonly definition?: string
  readonly format: number
  /** Only where this is its version. */
  readonly expectedVersion?: number | undefined
}

/** Puts a tag's next version in place of the one that is there, where there is one to be changed; it locks the row until the transaction ends. */
export function putDefinition(store: StoreSql, key: TagKey, change: DefinitionChange): SqlStatement {
  const { dialect, triggers } = store
  const { operation, definition, format, expectedVersion } = change
  const created = operation === 'create' ? sql`, created_at = ${dialect.now}` : sql``
  const isThere = operation === 'create' ? sql`definition IS NULL` : sql`definition IS NOT NULL`
  const isExpected = expectedVersion === undefined ? sql`` : sql` AND ${isVersion(expectedVersion)}`
  const query = sql`UPDATE ${triggers} SET version = version + 1, format = ${whole(format)},
      definition = ${definition === undefined ? sql`NULL` : sql`${definition}`}, updated_at = ${dialect.now}${created}
    WHERE ${hasKey(key)} AND ${isThere}${isExpected}`
  return toStatement(store, query, false)
}

/** No version is a fraction. */
function isVersion(version: number): RawBuilder<boolean> {
  return Number.isSafeInteger(version) ? sql`version = ${whole(version)}` : sql`1 = 0`
}
