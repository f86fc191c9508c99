import { retryTransient } from '../connection/retry-transient.ts'
import type { TablesConnection } from '../connection/tables-connection.ts'
import type { SqlTables } from '../statement/sql-tables.ts'
import { migrations } from './migrations.ts'
import { tablesVersion } from './tables-version.ts'

/** PostgreSQL's lock on making the tables, held until the transaction ends: any number that others hardly use. */
const lockNumber = 7_470_620_210

/** Runs what is missing of the migrations. */
export async function migrate({ port, connection, sql }: TablesConnection<SqlTables>): Promise<void> {
  const run = (handle: object | undefined, statement: string): Promise<unknown> =>
    connection.run(handle, { sql: statement, parameters: [], returnsRows: false })
  const { database } = connection
  const all = migrations(database, { schema: sql.schema })
  if (database === 'mysql') {
    // Each statement commits by itself there, and can be run again.
    const from = (await tablesVersion(connection, sql, undefined)) ?? 0
    for (const { up } of all.slice(from))
      for (const statement of up)
        await run(undefined, statement).catch((error: unknown) => {
          if (!isOfIndexThatIsThere(error)) throw error
        })
    return
  }
  const inTransaction = async (handle: object): Promise<void> => {
    if (database === 'postgres') await run(handle, `SELECT pg_advisory_xact_lock(${lockNumber})`)
    const from = (await tablesVersion(connection, sql, handle)) ?? 0
    for (const { up } of all.slice(from)) for (const statement of up) await run(handle, statement)
  }
  // SQLite lets one of those go on who have looked and then write; the others have to look again.
  await retryTransient(sql, () => port.transaction(undefined, {}, inTransaction))
}

/** MySQL's ER_DUP_KEYNAME, of whichever ORM: another process made the index, or one that was stopped before it noted the version. */
function isOfIndexThatIsThere(error: unknown): boolean {
  for (let current = error, depth = 0; isObject(current) && depth < 5; depth++) {
    const { code, errno, originalCode, meta } = current
    if ([code, errno, originalCode].some((each) => each === 'ER_DUP_KEYNAME' || Number(each) === 1061)) return true
    current = current.driverError ?? current.cause ?? (isObject(meta) ? (meta.driverAdapterError ?? meta) : undefined)
  }
  return false
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
