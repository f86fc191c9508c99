import type { SqlConnection } from '@triggerkit/core/adapter'
import { findTable } from '../statement/find-table.ts'
import { findVersion } from '../statement/find-version.ts'
import type { OutboxSql } from '../statement/outbox-sql.ts'

/** The version of the outbox's tables; undefined where there are none. */
export async function tablesVersion(
  sql: SqlConnection,
  outbox: OutboxSql,
  handle: object | undefined,
): Promise<number | undefined> {
  const table = await sql.run(handle, findTable(outbox))
  if (Number(table.rows[0]?.found) === 0) return undefined
  const { rows } = await sql.run(handle, findVersion(outbox))
  return Number(rows[0]?.version ?? 0)
}
