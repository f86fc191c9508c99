import type { Port, SqlConnection } from '@triggerkit/core/adapter'
import type { OutboxSql } from '../statement/outbox-sql.ts'
import { migrations } from './migrations.ts'
import { tablesVersion } from './tables-version.ts'

/** PostgreSQL's lock on making the tables, held until the transaction ends: any number that others hardly use. */
const lockNumber = 7_470_620_210

/** Runs what is missing of the migrations. */
export async function migrate(port: Port, sql: SqlConnection, outbox: OutboxSql): Promise<void> {
  const run = (handle: object | undefined, statement: string): Promise<unknown> =>
    sql.run(handle, { sql: statement, parameters: [], returnsRows: false })
  const { database } = sql
  const all = migrations(database, { schema: outbox.schema })
  if (database === 'mysql') {
    // Each statement commits by itself there, and can be run again.
    const from = (await tablesVersion(sql, outbox, undefined)) ?? 0
    for (const { up } of all.slice(from)) for (const statement of up) await run(undefined, statement)
    return
  }
  await port.transaction(undefined, {}, async (handle) => {
    if (database === 'postgres') await run(handle, `SELECT pg_advisory_xact_lock(${lockNumber})`)
    const from = (await tablesVersion(sql, outbox, handle)) ?? 0
    for (const { up } of all.slice(from)) for (const statement of up) await run(handle, statement)
  })
}
