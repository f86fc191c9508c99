interface Entry {
  text: string
  /** In milliseconds of `performance.now()`, which no change of the clock moves. */
  endsAt: number
}

/** Entries in the order of their last use. Those whose time is up are as if they were not there. */
export class EntryStore {
  readonly #maxEntries: number
  readonly #entries = new Map<string, Entry>()

  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries
  }

  get(key: string): string | undefined {
    const entry = this.#living(key)
    if (entry === undefined) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    return entry.text
  }

  set(key: string, text: string, ttlSeconds: number = Number.POSITIVE_INFINITY): void {
    this.#entries.delete(key)
    this.#entries.set(key, { text, endsAt: performance.now() + ttlSeconds * 1000 })
    if (this.#entries.size > this.#maxEntries) this.#entries.delete(this.#entries.keys().next().value as string)
  }

  /** Whether there was one. */
  delete(key: string): boolean {
    return this.#living(key) !== undefined && this.#entries.delete(key)
  }

  keys(): string[] {
    return [...this.#entries.keys()].filter((key) => this.#living(key) !== undefined)
  }

  clear(): void {
    this.#entries.clear()
  }

  #living(key: string): Entry | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined || performance.now() < entry.endsAt) return entry
    this.#entries.delete(key)
    return undefined
  }
}
