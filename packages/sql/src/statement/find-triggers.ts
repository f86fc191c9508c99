import type { SqlStatement } from '@triggerkit/core/adapter'
import { sql } from 'kysely'
import { triggerSelection } from './find-trigger.ts'
import { toStatement } from './sql-tables.ts'
import type { StoreSql } from './store-sql.ts'

/** What is stored in a scope. */
export function findTriggers(store: StoreSql, scopeHash: string): SqlStatement {
  const query = sql`SELECT ${triggerSelection} FROM ${store.triggers} WHERE scope_hash = ${scopeHash} AND definition IS NOT NULL`
  return toStatement(store, query, true)
}
