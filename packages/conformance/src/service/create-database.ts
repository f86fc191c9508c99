import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type DatabaseServer, type DatabaseServerName, databaseServer } from './database-server.ts'
import { connectSql, type SqlClient } from './sql-client.ts'

/** A database that nobody else uses: one for every test file. */
export interface TestDatabase {
  name: string
  /** As TypeORM's `url`, pg's `connectionString` and mysql2's `uri` take it. */
  url: string
  server: DatabaseServer
  /** Removes the database, and throws where the test has left connections to it open. */
  drop(): Promise<void>
}

const closingMs = 2000

/** `prefix` says in the server's list of databases whose it is: letters, digits and underscores. */
export async function createDatabase(
  server: DatabaseServerName | DatabaseServer,
  prefix: string,
): Promise<TestDatabase> {
  const on = typeof server === 'string' ? await databaseServer(server) : server
  const name = `triggerkit_${prefix.toLowerCase().replace(/[^a-z0-9]+/g, '_')}_${randomBytes(5).toString('hex')}`
  await withAdmin(on, (admin) =>
    admin.query(`CREATE DATABASE ${name}${on.kind === 'mariadb' ? ' CHARACTER SET utf8mb4' : ''}`),
  )
  return { name, url: withDatabase(on.url, name), server: on, drop: () => dropDatabase(on, name) }
}

async function dropDatabase(server: DatabaseServer, name: string): Promise<void> {
  const left = await withAdmin(server, async (admin) => {
    const open = await openConnections(server, admin, name)
    await admin.query(`DROP DATABASE IF EXISTS ${name}${server.kind === 'postgres' ? ' WITH (FORCE)' : ''}`)
    return open
  })
  if (left > 0) throw new Error(`the test left ${left} connection(s) to ${name} open: close every client before drop()`)
}

/** Servers notice a closed client a moment after it has closed, so a number above zero is looked at again. */
async function openConnections(server: DatabaseServer, admin: SqlClient, name: string): Promise<number> {
  const text =
    server.kind === 'postgres'
      ? `SELECT count(*) AS open FROM pg_stat_activity WHERE datname = '${name}'`
      : `SELECT count(*) AS open FROM information_schema.processlist WHERE db = '${name}'`
  const end = Date.now() + closingMs
  for (;;) {
    const [row] = await admin.query(text)
    const open = Number(row?.open)
    if (open === 0 || Date.now() > end) return open
    await sleep(20)
  }
}

async function withAdmin<T>(server: DatabaseServer, work: (admin: SqlClient) => Promise<T>): Promise<T> {
  const admin = await connectSql(server.kind, server.url)
  try {
    return await work(admin)
  } finally {
    await admin.end()
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}
