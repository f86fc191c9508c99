import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { PrismaMariaDb } from '@prisma/adapter-mariadb'
import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient as MultiSchemaClient } from '../generated/multi-schema/client.ts'
import { PrismaClient as MysqlClient, Prisma } from '../generated/mysql/client.ts'
import { PrismaClient as PostgresClient } from '../generated/postgresql/client.ts'
import { PrismaClient as RelationModeClient } from '../generated/relation-mode/client.ts'
import { PrismaClient as SqliteClient } from '../generated/sqlite/client.ts'

export type Provider = 'sqlite' | 'postgresql' | 'mysql'

export type { MultiSchemaClient, PostgresClient, RelationModeClient, SqliteClient }
export { Prisma, PrismaPg }

/** The version of Prisma that this package has. */
export const prismaVersion: string = Prisma.prismaVersion.client

const options = {
  omit: { account: { secret: true as const } },
  log: [{ emit: 'event' as const, level: 'query' as const }],
}

export interface ClientOptions {
  /** One of PostgreSQL's schemas in the database. */
  schema?: string
  /** The most connections to a server. */
  connections?: number
}

/** A client of the fixture's models. `url` is a file of SQLite (`:memory:`), or the address of a server's database. */
export function createClient(
  provider: Provider,
  url: string,
  { schema, connections }: ClientOptions = {},
): SqliteClient {
  switch (provider) {
    case 'sqlite':
      return new SqliteClient({ ...options, adapter: new PrismaBetterSqlite3({ url }) })
    case 'postgresql':
      return new PostgresClient({
        ...options,
        adapter: new PrismaPg({ connectionString: url, max: connections }, { schema }),
      }) as never
    default:
      return new MysqlClient({ ...options, adapter: new PrismaMariaDb(mariadbUrl(url, connections)) }) as never
  }
}

/** A client of `schema/relation-mode.prisma` on SQLite in memory. */
export function createRelationModeClient(): RelationModeClient {
  return new RelationModeClient({ adapter: new PrismaBetterSqlite3({ url: ':memory:' }) })
}

/** A client of `schema/multi-schema.prisma` on PostgreSQL. */
export function createMultiSchemaClient(url: string): MultiSchemaClient {
  return new MultiSchemaClient({ adapter: new PrismaPg({ connectionString: url }) })
}

function mariadbUrl(url: string, connections: number | undefined): string {
  const changed = new URL(url.replace(/^mysql:/, 'mariadb:'))
  if (connections !== undefined) changed.searchParams.set('connectionLimit', String(connections))
  return changed.href
}
