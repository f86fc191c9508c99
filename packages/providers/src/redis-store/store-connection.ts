import { StoreError, TriggerkitError } from '@triggerkit/core/adapter'
import { ProviderFailures } from '../failure/provider-failures.ts'
import { endRedis, openRedis, reconnect, secretsOf } from '../redis/open-redis.ts'
import { describeRedisFailure, isConnection } from '../redis/redis-failure.ts'
import type { OwnRedis, RedisCommand } from '../redis/redis-like.ts'
import { sendCommands } from '../redis/send-commands.ts'
import { openSubscription, type Subscription } from './open-subscription.ts'
import type { RedisStoreOptions } from './store-options.ts'
import type { StoreRedisLike } from './store-redis-like.ts'

type OwnStoreRedis = OwnRedis & StoreRedisLike

/** The store's way to Redis: a client that was given, or one of its own from the first call on; and what its errors tell. */
export class StoreConnection {
  readonly #options: RedisStoreOptions
  readonly #failures: ProviderFailures
  #own: Promise<OwnStoreRedis> | undefined
  /** Why there is no connection: ioredis says it in an event alone. */
  #lastError: Error | undefined

  constructor(options: RedisStoreOptions) {
    this.#options = options
    this.#failures = new ProviderFailures('redisStore()', secretsOf(options))
  }

  /** What ioredis puts before keys. */
  get clientPrefix(): string {
    return this.#options.client?.options?.keyPrefix ?? ''
  }

  /** What Redis answers to each of these commands. `doing` is what they are for: `fetch the triggers`. */
  async send(doing: string, ...commands: RedisCommand[]): Promise<unknown[]> {
    try {
      const results = await sendCommands(await this.#client(), commands)
      return results.map((result) => {
        if ('error' in result) throw result.error
        return result.value
      })
    } catch (error) {
      throw this.#failure(error, doing, this.#lastError)
    }
  }

  /** Calls `changed` at each message in the channel, and `lost` once where the connection ends by itself. */
  async subscribe(channel: string, changed: () => void, lost: (error: StoreError) => void): Promise<Subscription> {
    const toFailure = (error: unknown): StoreError => this.#failure(error, 'listen for changes', undefined)
    try {
      return await openSubscription(await this.#client(), channel, {
        message: changed,
        lost: (error) => lost(toFailure(error ?? new Error('Connection is closed.'))),
      })
    } catch (error) {
      throw toFailure(error)
    }
  }

  /** Ends its own client; the next call makes another one. */
  async close(): Promise<void> {
    const own = this.#own
    this.#own = undefined
    await own?.then(endRedis).catch(() => undefined)
  }

  async #client(): Promise<StoreRedisLike> {
    if (this.#options.client !== undefined) return this.#options.client
    const opening = this.#own ?? this.#open()
    this.#own = opening
    opening.catch(() => {
      if (this.#own === opening) this.#own = undefined
    })
    const client = await opening
    reconnect(client)
    return client
  }

  async #open(): Promise<OwnStoreRedis> {
    const client = (await openRedis('redisStore()', this.#options)) as OwnStoreRedis
    client.on('error', (error) => {
      this.#lastError = error
    })
    client.on('connect', () => {
      this.#lastError = undefined
    })
    return client
  }

  #failure(error: unknown, doing: string, lastError: Error | undefined): StoreError {
    if (TriggerkitError.isInstance(error)) return error as StoreError
    const thrown = isConnection(error) && lastError !== undefined ? lastError : error
    const { message, cause, code, retryable } = this.#failures.of(thrown, undefined, {
      doing,
      ...describeRedisFailure(thrown),
    })
    return new StoreError({ code: 'STORE_FAILED', message, cause, data: { reason: code, retryable } })
  }
}
