import { OutboxError } from '@triggerkit/core/adapter'
import type { TablesUser } from '../migration/verify-tables.ts'

/** What the outbox needs of the tables. */
export const outboxTables: TablesUser = {
  name: 'The outbox',
  keeps: 'queued actions',
  since: 1,
  oldest: 1,
  mend:
    'Call `await triggers.outbox.migrate()` once before the application starts, or add typeormMigrations() or prismaMigrations() of @triggerkit/sql ' +
    "to the ORM's migrations and run these.",
  error: (kind, message, version) =>
    new OutboxError({
      code: kind === 'missing' ? 'OUTBOX_MISSING' : 'OUTBOX_OUTDATED',
      message,
      data: { version },
    }),
}
