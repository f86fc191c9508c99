import type { TriggerStore } from '@triggerkit/core'
import type { PgClientLike } from './listen/postgres-listener.ts'
import { checkStoreOptions } from './store/check-store-options.ts'
import { SqlTriggerStore } from './store/sql-trigger-store.ts'

export interface SqlStoreOptions {
  /** PostgreSQL's schema, MySQL's database or SQLite's attached database for the tables; it has to be there. Default: that of the connection. */
  schema?: string
  /** Milliseconds between two looks at whether something has changed, for `load({ watch: true })`; at least 10. Default 500. */
  pollMs?: number
  /**
   * PostgreSQL only: who watches is told of changes at once instead of looking for them. A connected client of `pg`, which may be the outbox's; on
   * a direct connection: LISTEN does not work behind a transaction-pooling proxy. Once its connection is lost the store is looked at every
   * `pollMs` instead.
   */
  listen?: { client: PgClientLike }
}

/**
 * Keeps definitions in tables of the application's own database, reached by the ORM's own connection: PostgreSQL, MariaDB, MySQL or SQLite. The
 * tables come with `triggers.migrate()`, or by the ORM's migrations.
 *
 * ```ts
 * const engine = createTriggers({ product: 'shop', database: 'orders-db', store: sqlStore() })
 * ```
 *
 * @throws StoreError of code `STORE_OPTIONS` with everything that is wrong with the options.
 */
export function sqlStore(options: SqlStoreOptions = {}): TriggerStore {
  checkStoreOptions(options)
  return new SqlTriggerStore(options)
}
