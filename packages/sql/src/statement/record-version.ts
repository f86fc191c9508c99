import type { ChangeNote } from '@triggerkit/core'
import type { SqlStatement } from '@triggerkit/core/adapter'
import { type RawBuilder, sql } from 'kysely'
import { toKept } from '../job/kept-text.ts'
import type { DefinitionChange } from './put-definition.ts'
import { toStatement } from './sql-tables.ts'
import { hasKey, type StoreSql, type TagKey } from './store-sql.ts'

/** Copies a tag's row, as it is now, into the history. */
export function recordVersion(
  store: StoreSql,
  key: TagKey,
  operation: DefinitionChange['operation'],
  { by, reason }: ChangeNote,
): SqlStatement {
  const { triggers, history } = store
  const query = sql`INSERT INTO ${history} (scope_hash, tag_hash, version, operation, format, definition, changed_at, changed_by, reason)
    SELECT scope_hash, tag_hash, version, ${sql.lit(operation)}, format, definition, updated_at, ${textOf(by)}, ${textOf(reason)}
    FROM ${triggers} WHERE ${hasKey(key)}`
  return toStatement(store, query, false)
}

function textOf(text: string | undefined): RawBuilder<unknown> {
  return text === undefined ? sql`NULL` : sql`${toKept(text)}`
}
