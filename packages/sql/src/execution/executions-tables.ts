import { ExecutionsError } from '@triggerkit/core/adapter'
import type { TablesUser } from '../migration/verify-tables.ts'

/** What the history of executions needs of the tables. */
export const executionsTables: TablesUser = {
  name: 'The history of executions',
  keeps: 'executions',
  since: 3,
  oldest: 3,
  mend:
    'Call `await triggers.migrate()` once before the application starts, or add typeormMigrations() or prismaMigrations() of @triggerkit/sql to ' +
    "the ORM's migrations and run these.",
  error: (kind, message, version) =>
    new ExecutionsError({
      code: kind === 'missing' ? 'EXECUTIONS_MISSING' : 'EXECUTIONS_OUTDATED',
      message,
      data: { version },
    }),
}
