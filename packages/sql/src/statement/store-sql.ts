import { type RawBuilder, sql } from 'kysely'
import type { SqlDialect } from '../dialect/dialect.ts'
import { createSqlTables, type SqlTables, tableOf } from './sql-tables.ts'

/** The store's tables. A deleted tag keeps its row, without a definition: so its versions go on counting. */
export interface StoreSql extends SqlTables {
  readonly triggers: RawBuilder<unknown>
  readonly history: RawBuilder<unknown>
}

export function createStoreSql(dialect: SqlDialect, schema: string | undefined): StoreSql {
  return {
    ...createSqlTables(dialect, schema),
    triggers: tableOf(schema, 'triggerkit_triggers'),
    history: tableOf(schema, 'triggerkit_trigger_versions'),
  }
}

/** What a stored definition is found by: hashes, which are compared to the letter and fit into every index. */
export interface TagKey {
  readonly scopeHash: string
  readonly tagHash: string
}

export function hasKey({ scopeHash, tagHash }: TagKey): RawBuilder<boolean> {
  return sql`scope_hash = ${scopeHash} AND tag_hash = ${tagHash}`
}
