import type { StoreWatcher } from '@triggerkit/core'
import { StoreError, watchByPolling } from '@triggerkit/core/adapter'
import type { Subscription } from './open-subscription.ts'
import type { StoreConnection } from './store-connection.ts'

/** Milliseconds between two looks for changes whose message did not arrive. */
const pollMs = 5_000
/** Milliseconds until a connection that was lost is made anew: the first time, and at most. */
const retryMs = 100
const mostRetryMs = 5_000

/**
 * Hears of changes by a subscription, whose messages reach only those who listen at that moment: after it was lost something may have changed. From
 * time to time it also looks, for a connection that is dead and does not say so, and for messages that a cluster lost.
 */
export class StoreWatch {
  readonly #connection: StoreConnection
  readonly #channel: string
  readonly #watcher: StoreWatcher
  #subscription: Subscription | undefined
  #endPolling: (() => Promise<void>) | undefined
  #retry: NodeJS.Timeout | undefined
  #failures = 0
  #isDown = false
  #isOver = false

  constructor(connection: StoreConnection, channel: string, watcher: StoreWatcher) {
    this.#connection = connection
    this.#channel = channel
    this.#watcher = watcher
  }

  /** Resolves when everything that happens from now on is heard of; `mark` tells what is stored. */
  async begin(mark: () => Promise<string>): Promise<void> {
    await this.#subscribe()
    const net = { changed: () => this.#changed(), failed: (error: Error) => this.#failed(error) }
    this.#endPolling = await watchByPolling(net, pollMs, mark)
  }

  /** Nothing is called any more. */
  async end(): Promise<void> {
    this.#isOver = true
    clearTimeout(this.#retry)
    this.#subscription?.end()
    await this.#endPolling?.()
  }

  async #subscribe(): Promise<void> {
    const subscription = await this.#connection.subscribe(
      this.#channel,
      () => this.#changed(),
      (error) => this.#lost(error),
    )
    if (this.#isOver) subscription.end()
    else this.#subscription = subscription
  }

  #lost(error: StoreError): void {
    if (this.#isOver) return
    this.#failed(unheard(error))
    const delayMs = Math.min(mostRetryMs, retryMs * 2 ** this.#failures++)
    this.#retry = setTimeout(() => {
      this.#subscribe().then(
        () => {
          this.#failures = 0
          this.#changed()
        },
        (failure: StoreError) => this.#lost(failure),
      )
    }, delayMs)
    this.#retry.unref()
  }

  #changed(): void {
    if (this.#isOver) return
    this.#isDown = false
    this.#watcher.changed()
  }

  /** Once, until it is well again. */
  #failed(error: Error): void {
    if (this.#isOver || this.#isDown) return
    this.#isDown = true
    this.#watcher.failed(error)
  }
}

function unheard(cause: StoreError): StoreError {
  const message = `${cause.message} It is tried again until it succeeds.`
  return new StoreError({ code: 'STORE_UNREACHABLE', message, cause })
}
