import { OutboxError, type SqlConnection } from '@triggerkit/core/adapter'
import type { OutboxSql } from '../statement/outbox-sql.ts'
import { migrations } from './migrations.ts'
import { tablesVersion } from './tables-version.ts'

/** The oldest version of the tables that this program can work with. */
const oldest = 1

const mend =
  'Call `await triggers.outbox.migrate()` once before the application starts, or add typeormMigrations() or prismaMigrations() of @triggerkit/sql ' +
  "to the ORM's migrations and run these."

/** Resolves where the tables are there, in a version that this program knows: its own, or the next (R44). */
export async function verifyTables(sql: SqlConnection, outbox: OutboxSql, handle: object | undefined): Promise<void> {
  const version = await tablesVersion(sql, outbox, handle)
  const newest = migrations(sql.database).length
  const where = outbox.schema === undefined ? '' : ` in ${outbox.schema}`
  if (version === undefined || version === 0) {
    const code = 'OUTBOX_MISSING'
    throw new OutboxError({
      code,
      message: `The outbox has no tables${where} to keep queued actions in. ${mend}`,
      data: { version },
    })
  }
  if (version < oldest)
    throw outdated(
      `The outbox's tables${where} are of version ${version}, and this program needs ${oldest}. ${mend}`,
      version,
    )
  if (version > newest + 1) {
    throw outdated(
      `The outbox's tables${where} are of version ${version}, and this program knows them up to ${newest + 1}. Update @triggerkit/sql.`,
      version,
    )
  }
}

function outdated(message: string, version: number): OutboxError {
  return new OutboxError({ code: 'OUTBOX_OUTDATED', message, data: { version } })
}
