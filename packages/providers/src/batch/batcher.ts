/** How what one batch was given went, item by item in their order. */
export type BatchResult<T> = { value: T } | { error: unknown }

interface Waiting<Item, Result> {
  item: Item
  resolve: (result: Result) => void
  reject: (error: unknown) => void
}

export interface BatchOptions {
  /** Most items of one batch. */
  maxItems: number
  /** Batches under way at a time. Default 1. */
  concurrency?: number
}

/**
 * Sends what is asked for at the same time as one batch: calls of one turn of the event loop, and all that come while earlier batches are under
 * way. Each call has its own result and its own error.
 */
export class Batcher<Item, Result> {
  readonly #send: (items: readonly Item[]) => Promise<readonly BatchResult<Result>[]>
  readonly #maxItems: number
  readonly #concurrency: number
  #waiting: Waiting<Item, Result>[] = []
  #running = 0
  #isPlanned = false

  /** `send` gives a result for each item; where it rejects, all of them have failed with that error. */
  constructor(
    send: (items: readonly Item[]) => Promise<readonly BatchResult<Result>[]>,
    { maxItems, concurrency = 1 }: BatchOptions,
  ) {
    this.#send = send
    this.#maxItems = maxItems
    this.#concurrency = concurrency
  }

  /** Resolves and rejects as its own part of the batch does. One that is aborted while it waits is not sent. */
  add(item: Item, signal: AbortSignal): Promise<Result> {
    if (signal.aborted) return Promise.reject(signal.reason as Error)
    return new Promise((resolve, reject) => {
      const waiting = { item, resolve, reject }
      const onAbort = (): void => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting)
        reject(signal.reason as Error)
      }
      signal.addEventListener('abort', onAbort, { once: true })
      const settled = (): void => signal.removeEventListener('abort', onAbort)
      waiting.resolve = (result) => {
        settled()
        resolve(result)
      }
      waiting.reject = (error) => {
        settled()
        reject(error as Error)
      }
      this.#waiting.push(waiting)
      this.#plan()
    })
  }

  #plan(): void {
    if (this.#isPlanned) return
    this.#isPlanned = true
    setImmediate(() => {
      this.#isPlanned = false
      this.#pump()
    })
  }

  #pump(): void {
    while (this.#waiting.length > 0 && this.#running < this.#concurrency) {
      const batch = this.#waiting.splice(0, this.#maxItems)
      this.#running++
      void this.#run(batch).finally(() => {
        this.#running--
        this.#pump()
      })
    }
  }

  async #run(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#send(batch.map(({ item }) => item))
      batch.forEach(({ resolve, reject }, index) => {
        const result = results[index]
        if (result === undefined) reject(new Error('the batch gave no result for it'))
        else if ('error' in result) reject(result.error)
        else resolve(result.value)
      })
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }
}
