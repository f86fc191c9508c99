import type { ProviderCall, ProviderError } from '@triggerkit/core'
import { Batcher } from '../batch/batcher.ts'
import { ProviderFailures } from '../failure/provider-failures.ts'
import { untilAborted } from '../failure/until-aborted.ts'
import { LazyClient } from '../vendor/lazy-client.ts'
import { endRedis, openRedis, reconnect, secretsOf } from './open-redis.ts'
import { describeRedisFailure, isConnection } from './redis-failure.ts'
import type { OwnRedis, RedisCommand, RedisLike } from './redis-like.ts'
import { defaultMaxValueBytes, problemsOf, type RedisConnectionOptions } from './redis-options.ts'
import { sendCommand, sendCommands } from './send-commands.ts'

/** Calls that one pipeline takes, and that a provider takes at a time. */
export const pipelineLength = 1_000

/** What the providers of this folder share: one client, which they send pipelines through, and its errors. */
export class RedisConnection {
  readonly #failures: ProviderFailures
  readonly #client: LazyClient<RedisLike>
  readonly #batcher: Batcher<RedisCommand, unknown>
  readonly #maxValueBytes: number
  /** The client, where it was made here. */
  #own: OwnRedis | undefined
  /** Why there is no connection: ioredis says it in an event alone. */
  #lastError: Error | undefined

  /** `factory` is how code calls the provider: `redis()`. Throws a `ProviderError` of code `PROVIDER_OPTIONS` that tells all that is wrong. */
  constructor(name: string, factory: string, options: RedisConnectionOptions) {
    this.#failures = new ProviderFailures(name, secretsOf(options))
    const problems = problemsOf(options)
    if (problems.length > 0)
      throw this.#failures.final(undefined, `cannot be made of its options: ${problems.join('; ')}.`)
    const { client, maxValueBytes = defaultMaxValueBytes } = options
    this.#maxValueBytes = maxValueBytes
    this.#client =
      client === undefined
        ? new LazyClient<RedisLike>(
            () => this.#open(factory, options),
            () => this.#own && endRedis(this.#own),
          )
        : new LazyClient<RedisLike>(
            () => Promise.resolve(client),
            () => undefined,
          )
    this.#batcher = new Batcher(async (commands) => sendCommands(await this.#connected(), commands), {
      maxItems: pipelineLength,
    })
  }

  /** What Redis answers to a command, which goes along with all others of this turn of the event loop. */
  send(command: RedisCommand, call: ProviderCall, doing: string): Promise<unknown> {
    return this.#told(call, doing, () => this.#batcher.add(command, call.signal))
  }

  /** Work with the client itself. */
  use<T>(call: ProviderCall, doing: string, work: (client: RedisLike) => Promise<T>): Promise<T> {
    return this.#told(call, doing, () => untilAborted(call.signal, async () => work(await this.#connected())))
  }

  /** @throws ProviderError where Redis would not take so much. */
  assertFits(bytes: number, call: ProviderCall, doing: string): void {
    if (bytes <= this.#maxValueBytes) return
    throw this.#failures.final(
      call,
      `could not ${doing}: it has ${bytes} bytes, and ${this.#maxValueBytes} are allowed. Keep large values elsewhere, or raise \`maxValueBytes\` and \`proto-max-bulk-len\` of the server.`,
      'VALUE_TOO_LARGE',
    )
  }

  async health(signal: AbortSignal): Promise<void> {
    await this.#told({ signal }, 'reach Redis', () =>
      untilAborted(signal, async () => sendCommand(await this.#connected(), ['ping'])),
    )
  }

  close(): Promise<void> {
    return this.#client.close()
  }

  async #connected(): Promise<RedisLike> {
    const client = await this.#client.get()
    if (client === this.#own) reconnect(this.#own)
    return client
  }

  async #open(factory: string, options: RedisConnectionOptions): Promise<RedisLike> {
    const client = await openRedis(factory, options)
    this.#own = client
    client.on('error', (error) => {
      this.#lastError = error
    })
    client.on('connect', () => {
      this.#lastError = undefined
    })
    return client
  }

  async #told<T>(
    call: { readonly signal: AbortSignal; readonly tag?: string },
    doing: string,
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (call.signal.aborted) throw call.signal.reason
      throw this.#failure(error, call, doing)
    }
  }

  #failure(error: unknown, call: { readonly tag?: string }, doing: string): ProviderError {
    const thrown = isConnection(error) && this.#lastError !== undefined ? this.#lastError : error
    return this.#failures.of(thrown, call, { doing, ...describeRedisFailure(thrown) })
  }
}
