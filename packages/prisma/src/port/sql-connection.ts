import type { SqlConnection, SqlResult, SqlStatement } from '@triggerkit/core/adapter'
import type { RawClient } from '../client/raw-client.ts'
import type { Installation } from '../install/installation.ts'
import { inOwnTransaction } from '../transaction/in-transaction.ts'
import type { PrismaTransaction } from '../transaction/prisma-transaction.ts'

/** SQL on a client without any extension, so that no trigger sees it. */
export class PrismaSqlConnection implements SqlConnection<PrismaTransaction> {
  readonly database: SqlConnection['database']
  readonly #installation: () => Installation

  constructor(database: SqlConnection['database'], installation: () => Installation) {
    this.database = database
    this.#installation = installation
  }

  run(handle: PrismaTransaction | undefined, statement: SqlStatement): Promise<SqlResult> {
    if (handle !== undefined) return send(handle.client, statement)
    const installation = this.#installation()
    const { plain, connection } = installation
    if (connection === undefined) return send(plain, statement)
    // SQLite's one connection would take a write into whatever transaction is open, and roll it back with that.
    if (!isRead(statement)) return inOwnTransaction(installation, {}, ({ client }) => send(client, statement))
    return connection.outside(() => send(plain, statement), statement.sql.slice(0, 60))
  }
}

async function send(client: RawClient, { sql, parameters, returnsRows }: SqlStatement): Promise<SqlResult> {
  const values = parameters.map(asValue)
  if (!returnsRows) return { rows: [], affected: await client.$executeRawUnsafe(sql, ...values) }
  const rows = await client.$queryRawUnsafe(sql, ...values)
  return { rows, affected: rows.length }
}

/** Prisma takes a number for one of 32 bits, or for a fraction. */
function asValue(value: string | number | null): string | number | bigint | null {
  return Number.isInteger(value) && Math.abs(value as number) > 0x7fff_ffff ? BigInt(value as number) : value
}

function isRead({ sql }: SqlStatement): boolean {
  return /^\s*select\b/i.test(sql)
}
