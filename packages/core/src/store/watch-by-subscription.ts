import { storeUnreachable } from './store-unreachable.ts'
import type { StoreWatcher } from './trigger-store.ts'
import { watchByPolling } from './watch-by-polling.ts'

/** Milliseconds between two looks for changes that nothing told of. */
const pollMs = 5_000
/** Milliseconds until a subscription that was lost is made anew: the first time, and at most. */
const retryMs = 100
const mostRetryMs = 5_000

/** What tells of changes, and may be lost. */
export interface ChangeSource {
  /** Calls `changed` at each change from now on, and `lost` once where it ends by itself; not after its `end`. */
  subscribe(changed: () => void, lost: (error: Error) => void): Promise<{ end(): unknown }>
  /** A mark of what is stored, as `watchByPolling` takes it. */
  mark(): Promise<string>
}

/**
 * For stores that tell of changes on a connection: hears of them by a subscription, which is made anew until it succeeds where it was lost; something may
 * have changed meanwhile. From time to time it also looks, for a connection that is dead and does not say so. Resolves with what ends it; rejects where
 * it cannot begin. While the store is down that is told once.
 */
export async function watchBySubscription(watcher: StoreWatcher, source: ChangeSource): Promise<() => Promise<void>> {
  const watch = new SubscriptionWatch(watcher, source)
  try {
    await watch.begin()
  } catch (error) {
    await watch.end()
    throw error
  }
  return () => watch.end()
}

class SubscriptionWatch {
  readonly #watcher: StoreWatcher
  readonly #source: ChangeSource
  #subscription: { end(): unknown } | undefined
  #endPolling: (() => Promise<void>) | undefined
  #retry: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  #isDown = false
  #isOver = false

  constructor(watcher: StoreWatcher, source: ChangeSource) {
    this.#watcher = watcher
    this.#source = source
  }

  async begin(): Promise<void> {
    await this.#subscribe()
    const net = { changed: () => this.#changed(), failed: (error: Error) => this.#failed(error) }
    this.#endPolling = await watchByPolling(net, pollMs, () => this.#source.mark())
  }

  /** Nothing is called any more. */
  async end(): Promise<void> {
    this.#isOver = true
    clearTimeout(this.#retry)
    await this.#subscription?.end()
    await this.#endPolling?.()
  }

  async #subscribe(): Promise<void> {
    const subscription = await this.#source.subscribe(
      () => this.#changed(),
      (error) => this.#lost(error),
    )
    if (this.#isOver) await subscription.end()
    else this.#subscription = subscription
  }

  #lost(error: Error): void {
    if (this.#isOver) return
    this.#failed(storeUnreachable(error))
    const delayMs = Math.min(mostRetryMs, retryMs * 2 ** this.#failures++)
    this.#retry = setTimeout(() => {
      this.#subscribe().then(
        () => {
          this.#failures = 0
          this.#changed()
        },
        (failure: Error) => this.#lost(failure),
      )
    }, delayMs)
    ;(this.#retry as { unref?: () => void }).unref?.()
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
