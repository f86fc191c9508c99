import { atMost, UnderWay } from '../vendor/under-way.ts'
import { PublishChannel } from './publish-channel.ts'
import { QueueDeclarations } from './queue-declarations.ts'
import { RabbitConnection } from './rabbit-connection.ts'
import { MessageReturned, MessageTooLarge, refusedSize } from './rabbit-failure.ts'
import type { RabbitmqOptions } from './rabbitmq-options.ts'
import type { Publication } from './to-publication.ts'

const closeMs = 2_000

/** Sends messages on one connection, with a channel for each exchange, so that what is wrong with one does not close that of another. */
export class RabbitPublisher {
  readonly #connection: RabbitConnection
  readonly #channels = new Map<string, PublishChannel>()
  readonly #declarations: QueueDeclarations | undefined
  readonly #underWay = new UnderWay()
  #mostBytes: number

  constructor(options: RabbitmqOptions) {
    const { declare = false, maxMessageBytes = 16 * 1_024 * 1_024 } = options
    this.#connection = new RabbitConnection(options)
    this.#mostBytes = maxMessageBytes
    if (declare !== false)
      this.#declarations = new QueueDeclarations(this.#connection, declare === true ? undefined : declare)
  }

  /** Resolves once the broker has confirmed it. */
  publish(publication: Publication, signal: AbortSignal): Promise<void> {
    return this.#underWay.add(this.#publish(publication, signal))
  }

  /** Whether the broker answers. */
  async check(): Promise<void> {
    const channel = await this.#connection.channel()
    await channel.close()
  }

  /** Waits for what is under way, a moment; then closes its channels, and the connection where that is its own. */
  async close(): Promise<void> {
    await this.#underWay.ended(closeMs)
    const closing = [...this.#channels.values()].map((channel) => channel.close())
    await Promise.all([atMost(closeMs, Promise.allSettled(closing)), this.#connection.close()])
  }

  async #publish({ envelope, body }: Publication, signal: AbortSignal): Promise<void> {
    if (body.length > this.#mostBytes) throw new MessageTooLarge(body.length, this.#mostBytes)
    const { exchange, routingKey } = envelope
    if (exchange === '') await this.#declarations?.ensure(routingKey)
    try {
      await this.#channelOf(exchange).publish(envelope, body, signal)
    } catch (error) {
      if (error instanceof MessageReturned) this.#declarations?.forget(routingKey)
      const { limit } = refusedSize(error) ?? {}
      if (limit !== undefined) this.#mostBytes = Math.min(limit, this.#mostBytes)
      throw error
    }
  }

  #channelOf(exchange: string): PublishChannel {
    const channel = this.#channels.get(exchange) ?? new PublishChannel(this.#connection)
    this.#channels.set(exchange, channel)
    return channel
  }
}
