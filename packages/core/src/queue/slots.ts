/** How many actions of a worker run at a time, over all of its outboxes. */
export class Slots {
  readonly limit: number
  #used = 0
  readonly #listeners = new Set<() => void>()

  constructor(limit: number) {
    this.limit = limit
  }

  get free(): number {
    return this.limit - this.#used
  }

  take(): boolean {
    if (this.#used >= this.limit) return false
    this.#used++
    return true
  }

  release(): void {
    this.#used--
    for (const listener of this.#listeners) listener()
  }

  onFree(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
