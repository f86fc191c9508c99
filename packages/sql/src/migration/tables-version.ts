import type { SqlConnection } from '@triggerkit/core/adapter'
import { findTable } from '../statement/find-table.ts'
import { findVersion } from '../statement/find-version.ts'
import type { SqlTables } from '../statement/sql-tables.ts'

/** The version of this package's tables; undefined where there are none. */
export async function tablesVersion(
  sql: SqlConnection,
  tables: SqlTables,
  handle: object | undefined,
): Promise<number | undefined> {
  const table = await sql.run(handle, findTable(tables))
  if (Number(table.rows[0]?.found) === 0) return undefined
  const { rows } = await sql.run(handle, findVersion(tables))
  return Number(rows[0]?.version ?? 0)
}
