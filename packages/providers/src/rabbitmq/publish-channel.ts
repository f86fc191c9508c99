import type { RabbitConnection } from './rabbit-connection.ts'
import { ChannelLost, concerns, concernsAll, MessageReturned } from './rabbit-failure.ts'
import type { RabbitChannelLike, RabbitEnvelope, RabbitReturn } from './rabbit-like.ts'

interface LiveChannel {
  channel: RabbitChannelLike
  /** What came back, by routing key and message id. */
  returned: Map<string, RabbitReturn[]>
  /** Why the broker closed it, where that holds for every message on it. */
  closedBy?: unknown
  /** What ended its connection. */
  endedBy(): unknown
}

/** A channel in confirm mode for one exchange, which any number of messages are under way on; another one after it was closed. */
export class PublishChannel {
  readonly #connection: RabbitConnection
  #opening: Promise<LiveChannel> | undefined

  constructor(connection: RabbitConnection) {
    this.#connection = connection
  }

  /** Resolves once the broker has confirmed the message. */
  async publish(envelope: RabbitEnvelope, body: Buffer, signal: AbortSignal): Promise<void> {
    const live = await this.#live()
    signal.throwIfAborted()
    try {
      await live.channel.basicPublish(envelope, body)
    } catch (error) {
      throw causeOf(error, live, envelope, body)
    }
    if (!envelope.mandatory) return
    // The client tells of what came back a turn of the event loop later than of the confirmation that follows it.
    await new Promise((resolve) => setImmediate(resolve))
    const key = keyOf(envelope)
    const returned = live.returned.get(key)
    const back = returned?.pop()
    if (returned?.length === 0) live.returned.delete(key)
    if (back !== undefined) throw new MessageReturned(back, envelope)
  }

  async close(): Promise<void> {
    const live = await this.#opening?.catch(() => undefined)
    await live?.channel.close()
  }

  async #live(): Promise<LiveChannel> {
    const opening = this.#opening
    const live = await opening
    if (live?.channel.active) return live
    if (this.#opening === opening) {
      const next = this.#open()
      this.#opening = next
      next.catch(() => {
        if (this.#opening === next) this.#opening = undefined
      })
    }
    return this.#opening!
  }

  async #open(): Promise<LiveChannel> {
    const { channel, endedBy } = await this.#connection.channelWithEnd()
    const returned = new Map<string, RabbitReturn[]>()
    channel.on('basic.return', (message) => {
      const key = keyOf(message)
      returned.set(key, [...(returned.get(key) ?? []), message])
    })
    await channel.confirmSelect()
    return { channel, returned, endedBy }
  }
}

function keyOf({ routingKey, messageId }: { routingKey: string; messageId?: string }): string {
  return `${messageId} ${routingKey}`
}

/**
 * The broker closes a channel for what one message did, and the client lets the first one under way hear why and the others only that it is
 * closed. So each hears what it has to do with it.
 */
function causeOf(error: unknown, live: LiveChannel, envelope: RabbitEnvelope, body: Buffer): unknown {
  if (concernsAll(error)) live.closedBy ??= error
  live.closedBy ??= live.endedBy()
  if (live.closedBy !== undefined) return live.closedBy
  return concerns(error, envelope, body) ? error : new ChannelLost(error)
}
