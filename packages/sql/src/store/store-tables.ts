import { StoreError } from '@triggerkit/core/adapter'
import type { TablesUser } from '../migration/verify-tables.ts'

/** What the store needs of the tables. */
export const storeTables: TablesUser = {
  name: 'The store of definitions',
  keeps: 'triggers',
  since: 2,
  oldest: 2,
  mend:
    'Call `await triggers.migrate()` once before the application starts, or add typeormMigrations() or prismaMigrations() of @triggerkit/sql to ' +
    "the ORM's migrations and run these.",
  error: (kind, message, version) =>
    new StoreError({
      code: kind === 'missing' ? 'STORE_TABLES_MISSING' : 'STORE_OUTDATED',
      message,
      data: { version },
    }),
}
