import { EventEmitter } from 'node:events'
import { Redis } from 'ioredis'

/** A store for Keyv, as a user may write one: over a network, where much can go wrong. */
export class RedisStore extends EventEmitter {
  /** By its dialect Keyv knows that it can be looped over. */
  readonly opts: { dialect: string; url: string }
  namespace?: string
  readonly client: Redis

  constructor(url: string) {
    super()
    this.opts = { dialect: 'redis', url }
    this.client = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null })
    this.client.on('error', () => undefined)
  }

  async get(key: string): Promise<string | undefined> {
    return (await this.client.get(key)) ?? undefined
  }

  async set(key: string, value: string, ttl?: number): Promise<boolean> {
    await (ttl === undefined ? this.client.set(key, value) : this.client.set(key, value, 'PX', ttl))
    return true
  }

  async delete(key: string): Promise<boolean> {
    return (await this.client.del(key)) === 1
  }

  async clear(): Promise<void> {
    for await (const [key] of this.iterator(this.namespace)) await this.client.del(key)
  }

  async *iterator(namespace?: string): AsyncGenerator<[string, string], void> {
    const match = namespace === undefined ? '*' : `${namespace}:*`
    for await (const keys of this.client.scanStream({ match, count: 500 }) as AsyncIterable<string[]>) {
      if (keys.length === 0) continue
      const values = await this.client.mget(...keys)
      for (const [index, key] of keys.entries()) if (values[index] != null) yield [key, values[index]]
    }
  }

  async disconnect(): Promise<void> {
    this.client.disconnect()
  }
}
