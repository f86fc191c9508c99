/** A client that is made when it is first needed, once, and closed if it was made here. */
export class LazyClient<T> {
  readonly #open: () => Promise<T>
  readonly #end: (client: T) => unknown
  #client: Promise<T> | undefined
  #closed = false

  /** `end` closes what `open` made; a client of the user's own is opened by a function that returns it, and ended by one that does nothing. */
  constructor(open: () => Promise<T>, end: (client: T) => unknown) {
    this.#open = open
    this.#end = end
  }

  /** The client; a failure to make it counts for those who wait for it now, and the next call tries again. Rejects once it is closed. */
  get(): Promise<T> {
    if (this.#closed) return Promise.reject(new Error('the provider is closed'))
    if (this.#client === undefined) {
      const opening = this.#open()
      opening.catch(() => {
        if (this.#client === opening) this.#client = undefined
      })
      this.#client = opening
    }
    return this.#client
  }

  /** Closes it for good; nothing where it was never made. A client that fails to close is given up. */
  async close(): Promise<void> {
    this.#closed = true
    const client = this.#client
    this.#client = undefined
    await client?.then(this.#end).catch(() => undefined)
  }
}
