import { cpus } from 'node:os'
import pg from 'pg'
import { openDatabase } from '../fixture/open-database.ts'

/** What the figures were measured on; `postgres` is the server's URL, where there is one. */
export async function describeMachine(postgres: string | undefined): Promise<string[]> {
  const processors = cpus()
  return [
    `${processors.length} cores of ${processors[0]?.model.trim() ?? 'an unknown processor'}`,
    `Node.js ${process.versions.node} on ${process.platform} ${process.arch}`,
    postgres === undefined ? 'no PostgreSQL' : `PostgreSQL ${await postgresVersion(postgres)}`,
    `SQLite ${await sqliteVersion()}`,
  ]
}

async function postgresVersion(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version')
    return rows[0]!.server_version.split(' ')[0]!
  } finally {
    await client.end()
  }
}

async function sqliteVersion(): Promise<string> {
  const database = await openDatabase({ schema: '' })
  const [row] = await database.query<{ version: string }[]>('SELECT sqlite_version() AS version')
  await database.destroy()
  return row!.version
}
