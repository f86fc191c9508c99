import { createServer } from 'node:net'
import { startRedis } from '@triggerkit/conformance/service'
import type { LimiterStore } from '@triggerkit/providers/rate-limiter'
import { Redis } from 'ioredis'
import pg from 'pg'
import { startSilentServer } from '../server/silent-server.ts'

export const wrongPassword = 'wr0ng-p4ssword'

/** Stores that cannot count, and their clients, which are ended by `close`. */
export interface BrokenStores {
  down(): LimiterStore
  credentials: (() => LimiterStore) | undefined
  silent(): LimiterStore
  close(): Promise<void>
}

const place = { host: '127.0.0.1', maxRetriesPerRequest: 1, retryStrategy: () => 10 }

/** Of a kind: `redis`, `postgres`. */
export async function brokenStores(kind: string): Promise<BrokenStores> {
  const [port, silent] = await Promise.all([closedPort(), startSilentServer()])
  return kind === 'redis' ? brokenRedis(port, silent) : brokenPostgres(port, silent)
}

type Silent = Awaited<ReturnType<typeof startSilentServer>>

async function brokenRedis(port: number, silent: Silent): Promise<BrokenStores> {
  const clients: Redis[] = []
  const guarded = await startRedis()
  if (guarded !== undefined) {
    const admin = new Redis({ host: guarded.host, port: guarded.port })
    await admin.config('SET', 'requirepass', 'the-right-one')
    admin.disconnect()
  }
  const open = (options: object): LimiterStore => {
    const client = new Redis({ ...place, ...options })
    client.on('error', () => undefined)
    clients.push(client)
    return { redis: client }
  }
  return {
    down: () => open({ port, password: wrongPassword }),
    credentials: guarded && (() => open({ port: guarded.port, password: wrongPassword })),
    silent: () => open({ port: silent.port, password: wrongPassword }),
    async close() {
      for (const client of clients) client.disconnect()
      await Promise.all([silent.close(), guarded?.stop()])
    },
  }
}

function brokenPostgres(port: number, silent: Silent): BrokenStores {
  const pools: pg.Pool[] = []
  const open = (given: number, user = 'postgres'): LimiterStore => {
    const at = { host: '127.0.0.1', port: given, user, password: wrongPassword, database: 'postgres' }
    const pool = new pg.Pool({ ...at, connectionTimeoutMillis: 2_000 })
    pool.on('error', () => undefined)
    pools.push(pool)
    return { postgres: pool }
  }
  return {
    down: () => open(port),
    credentials: undefined,
    silent: () => open(silent.port),
    async close() {
      await silent.close()
      await Promise.all(pools.map((pool) => pool.end()))
    },
  }
}

async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
