export type DatabaseKind = 'postgres' | 'mariadb'

/** One connection, for what a test does beside the ORM: create its database, look at the server. */
export interface SqlClient {
  query(text: string): Promise<Record<string, unknown>[]>
  end(): Promise<void>
}

const connectTimeoutMs = 3000

/** The drivers are optional peers, so each is loaded when its server is first asked for. */
export async function connectSql(kind: DatabaseKind, url: string): Promise<SqlClient> {
  return kind === 'postgres' ? connectPostgres(url) : connectMariadb(url)
}

async function connectPostgres(url: string): Promise<SqlClient> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs })
  // A server that drops the connection is told by the next query; without a listener it would end the process.
  client.on('error', () => {})
  await client.connect()
  return {
    query: async (text) => (await client.query<Record<string, unknown>>(text)).rows,
    end: () => client.end(),
  }
}

async function connectMariadb(url: string): Promise<SqlClient> {
  const { createConnection } = await import('mysql2/promise')
  const client = await createConnection({ uri: url, connectTimeout: connectTimeoutMs })
  return {
    query: async (text) => {
      const [rows] = await client.query(text)
      return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : []
    },
    end: () => client.end(),
  }
}
