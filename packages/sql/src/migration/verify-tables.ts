import type { SqlConnection } from '@triggerkit/core/adapter'
import type { SqlTables } from '../statement/sql-tables.ts'
import { migrations } from './migrations.ts'
import { tablesVersion } from './tables-version.ts'

/** Who needs the tables. */
export interface TablesUser {
  /** `The outbox` */
  readonly name: string
  /** `queued actions` */
  readonly keeps: string
  /** The version that its own tables came with. */
  readonly since: number
  /** The oldest version that this program can work with. */
  readonly oldest: number
  /** What makes the tables, as a sentence. */
  readonly mend: string
  readonly error: (kind: 'missing' | 'outdated', message: string, version: number | undefined) => Error
}

/** Resolves where the tables are there, in a version that this program knows: its own, or the next (R44). */
export async function verifyTables(
  sql: SqlConnection,
  tables: SqlTables,
  handle: object | undefined,
  user: TablesUser,
): Promise<void> {
  const version = await tablesVersion(sql, tables, handle)
  const newest = migrations(sql.database).length
  const { name, keeps, since, oldest, mend } = user
  const where = tables.schema === undefined ? '' : ` in ${tables.schema}`
  if (version === undefined || version < since)
    throw user.error('missing', `${name} has no tables${where} to keep ${keeps} in. ${mend}`, version)
  const are = `${name}'s tables${where} are of version ${version}, and this program`
  if (version < oldest) throw user.error('outdated', `${are} needs ${oldest}. ${mend}`, version)
  if (version > newest + 1)
    throw user.error('outdated', `${are} knows them up to ${newest + 1}. Update @triggerkit/sql.`, version)
}
