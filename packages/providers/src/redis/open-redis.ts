import { secretsOfUrl } from '../failure/secrets-of-url.ts'
import { loadVendor } from '../vendor/load-vendor.ts'
import { isOfReplica } from './redis-failure.ts'
import type { OwnRedis } from './redis-like.ts'
import type { RedisConnectionOptions } from './redis-options.ts'

const reconnectDelayMs = 100
const keepAliveMs = 30_000
const quitMs = 1_000

/**
 * A client of ioredis that fails its calls as soon as it cannot connect, and keeps none for later: trying again is the action's part. One lost
 * connection is made again at once; after that the next call does it. It is made anew, too, where the server says that it is a replica.
 */
export async function openRedis(provider: string, options: RedisConnectionOptions): Promise<OwnRedis> {
  const { url = '', tls, connectTimeoutMs = 5_000, silenceTimeoutMs = 10_000 } = options
  const { Redis } = await loadVendor(provider, 'ioredis', () => import('ioredis'))
  return new Redis(url, {
    lazyConnect: true,
    connectTimeout: connectTimeoutMs,
    socketTimeout: silenceTimeoutMs,
    keepAlive: keepAliveMs,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (times) => (times % 2 === 1 ? reconnectDelayMs : null),
    reconnectOnError: isOfReplica,
    ...(tls !== undefined && { tls }),
  })
}

/** Has a client that gave its server up try it again. */
export function reconnect(client: OwnRedis): void {
  if (client.status === 'end') client.connect().catch(() => undefined)
}

/** Ends the connection when what was asked is answered, after a second in any case. */
export async function endRedis(client: OwnRedis): Promise<void> {
  if (client.status === 'ready') {
    let timer: NodeJS.Timeout | undefined
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, quitMs)
    })
    await Promise.race([client.quit().catch(() => undefined), limit])
    clearTimeout(timer)
  }
  client.disconnect()
}

/** What errors must not tell. */
export function secretsOf({ url, tls }: RedisConnectionOptions): (string | undefined)[] {
  return [...secretsOfUrl(url), tls?.passphrase]
}
