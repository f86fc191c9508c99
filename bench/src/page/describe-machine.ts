import { cpus } from 'node:os'
import { connectSql, databaseServer, findService } from '@triggerkit/conformance/service'
import { Redis } from 'ioredis'
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
    `MariaDB ${await mariadbVersion()}, Redis ${await redisVersion()}`,
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

async function mariadbVersion(): Promise<string> {
  const { reachable, kind, url } = await databaseServer('mariadb')
  if (!reachable) return 'absent'
  const client = await connectSql(kind, url)
  const [row] = await client.query('SELECT version() AS version')
  await client.end()
  return String(row!.version).split('-')[0]!
}

async function redisVersion(): Promise<string> {
  const { reachable, url } = await findService('redis')
  if (!reachable) return 'absent'
  const client = new Redis(url)
  const info = await client.info('server')
  client.disconnect()
  return /redis_version:(\S+)/.exec(info)?.[1] ?? 'of an unknown version'
}

async function sqliteVersion(): Promise<string> {
  const database = await openDatabase({ schema: '' })
  const [row] = await database.query<{ version: string }[]>('SELECT sqlite_version() AS version')
  await database.destroy()
  return row!.version
}
