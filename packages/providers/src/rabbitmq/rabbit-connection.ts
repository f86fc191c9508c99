import { closeConnection, type OwnConnection, openConnection } from './open-connection.ts'
import type { RabbitChannelLike } from './rabbit-like.ts'
import type { RabbitmqOptions } from './rabbitmq-options.ts'

/** The connection that channels are made on: opened when it is first needed, and again after it broke; or the user's, which reconnects by itself. */
export class RabbitConnection {
  readonly #options: RabbitmqOptions
  readonly #closing = new AbortController()
  #own: Promise<OwnConnection> | undefined
  #attempts = 0

  constructor(options: RabbitmqOptions) {
    this.#options = options
  }

  /** A new channel. Rejects with what keeps it from the broker, and once it is closed. */
  async channel(): Promise<RabbitChannelLike> {
    return (await this.channelWithEnd()).channel
  }

  /** The same, with what ended its connection, once something has and it is known. */
  async channelWithEnd(): Promise<{ channel: RabbitChannelLike; endedBy: () => unknown }> {
    this.#closing.signal.throwIfAborted()
    const own = this.#options.client === undefined ? await this.#open() : undefined
    const connection = this.#options.client ?? own!
    const channel = await connection.acquire({ emitErrorsFromChannel: true })
    // What goes wrong with a channel rejects what is under way on it.
    channel.on('error', () => undefined)
    return { channel, endedBy: () => own?.endedBy }
  }

  /** Ends what was opened here. Its channels have to be closed. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('the provider is closed'))
    const own = await this.#own?.catch(() => undefined)
    this.#own = undefined
    if (own !== undefined) await closeConnection(own)
  }

  #open(): Promise<OwnConnection> {
    if (this.#own !== undefined) return this.#own
    const forget = (): void => {
      if (this.#own === opening) this.#own = undefined
    }
    const options = { ...this.#options, hosts: rotated(this.#options.hosts, this.#attempts++) }
    const opening = openConnection(options, { signal: this.#closing.signal, onEnd: forget })
    opening.catch(forget)
    this.#own = opening
    return opening
  }
}

/** Another one first at each attempt. */
function rotated(hosts: readonly string[] | undefined, by: number): readonly string[] | undefined {
  if (hosts === undefined) return undefined
  const start = by % hosts.length
  return [...hosts.slice(start), ...hosts.slice(0, start)]
}
