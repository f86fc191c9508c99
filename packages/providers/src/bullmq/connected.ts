import { untilAborted } from '../failure/until-aborted.ts'
import type { ConnectedLike } from './bullmq-like.ts'

const closeMs = 1_000

/** Something of BullMQ's that has a connection to Redis. BullMQ waits for a Redis that is away, and tells of it by events alone. */
export class Connected<T extends ConnectedLike> {
  readonly object: T
  readonly #failing = new Set<(error: Error) => void>()

  constructor(object: T) {
    this.object = object
    object.on('error', this.#onError)
  }

  /** What `work` comes to; rejects as soon as the connection fails. */
  run<R>(work: (object: T) => Promise<R>): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#failing.add(reject)
      work(this.object)
        .then(resolve, reject)
        .finally(() => this.#failing.delete(reject))
    })
  }

  /** Is heard no more; the object stays as it is. */
  detach(): void {
    this.object.off('error', this.#onError)
    this.#fail(new Error('the provider was closed'))
  }

  /** Closes the object; after a second it is given up: one whose Redis is away would wait for it. A client of the user's own stays open. */
  async close(isOwnClient: boolean): Promise<void> {
    this.#fail(new Error('the provider was closed'))
    let timer: NodeJS.Timeout | undefined
    const limit = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, closeMs, false)
    })
    const closing = this.object.close().then(
      () => true,
      () => false,
    )
    // BullMQ 5 still tells of the connection that it did not get, when nobody listens any more: that would end the process.
    const { connection } = this.object as { connection?: Pick<ConnectedLike, 'on'> }
    connection?.on('error', () => undefined)
    const isClosed = await Promise.race([closing, limit])
    clearTimeout(timer)
    if (!isClosed && !isOwnClient) this.object.disconnect().catch(() => undefined)
  }

  readonly #onError = (error: Error): void => this.#fail(error)

  #fail(error: Error): void {
    for (const failed of [...this.#failing]) failed(error)
  }
}

/** Opens what it is asked for once it has a connection, and knows how to close it. */
export class Connector {
  readonly #isOwnClient: boolean
  readonly #closing = new AbortController()

  /** `isOwnClient`: the connection is a client of the user's own. */
  constructor(isOwnClient: boolean) {
    this.#isOwnClient = isOwnClient
  }

  /** What cannot get a connection is closed. Rejects where `giveUp` was called before. */
  async open<T extends ConnectedLike>(create: () => T): Promise<Connected<T>> {
    const { signal } = this.#closing
    signal.throwIfAborted()
    const connected = new Connected(create())
    try {
      await untilAborted(signal, () => connected.run((object) => object.waitUntilReady()))
      return connected
    } catch (error) {
      void this.close(connected)
      throw error
    }
  }

  close(connected: Connected<ConnectedLike>): Promise<void> {
    return connected.close(this.#isOwnClient)
  }

  /** What has no connection yet is waited for no more. */
  giveUp(): void {
    this.#closing.abort(new Error('the provider was closed'))
  }
}
