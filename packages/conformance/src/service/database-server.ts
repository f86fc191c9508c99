import { embeddedPostgresUrl } from './embedded-postgres-url.ts'
import { findService } from './find-service.ts'
import { connectSql, type DatabaseKind } from './sql-client.ts'

/** A server to test against. Where a PostgreSQL answers, `postgres` is that one and `postgres-embedded` another, of version 18. */
export type DatabaseServerName = 'postgres' | 'postgres-embedded' | 'mariadb'

export interface DatabaseServer {
  name: DatabaseServerName
  kind: DatabaseKind
  url: string
  reachable: boolean
  /** The major version that the server tells; 0 where it cannot be reached. */
  version: number
}

const found = new Map<DatabaseServerName, Promise<DatabaseServer>>()

/** Every server of a kind that tests have to run on; for PostgreSQL there is always one, embedded where none answers. */
export async function databaseServers(kind: DatabaseKind): Promise<DatabaseServer[]> {
  const first = await databaseServer(kind)
  return first.name === 'postgres' ? [first, await databaseServer('postgres-embedded')] : [first]
}

/** `databaseServer('postgres')` is the embedded one where no other answers. */
export function databaseServer(name: DatabaseServerName): Promise<DatabaseServer> {
  const known = found.get(name) ?? look(name)
  found.set(name, known)
  return known
}

async function look(name: DatabaseServerName): Promise<DatabaseServer> {
  if (name === 'postgres-embedded') return describeServer(name, 'postgres', await embeddedPostgresUrl())
  const service = await findService(name)
  if (service.reachable) return describeServer(name, name, service.url)
  return name === 'postgres'
    ? databaseServer('postgres-embedded')
    : { name, kind: name, url: service.url, reachable: false, version: 0 }
}

async function describeServer(name: DatabaseServerName, kind: DatabaseKind, url: string): Promise<DatabaseServer> {
  const client = await connectSql(kind, url)
  const [row] = await client.query(kind === 'postgres' ? 'SHOW server_version' : 'SELECT version() AS server_version')
  await client.end()
  return { name, kind, url, reachable: true, version: Number.parseInt(String(row?.server_version), 10) }
}
