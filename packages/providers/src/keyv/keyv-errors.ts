import type { KeyvLike } from './keyv-like.ts'

interface Running {
  error?: unknown
}

/**
 * Hears what a Keyv says of failures: it tells of most in an event alone, and of nothing in its results. Such an event counts for every call that
 * is under way: doing a cache's call again changes nothing.
 */
export class KeyvErrors {
  readonly #keyv: KeyvLike
  readonly #running = new Set<Running>()
  readonly #listener = (error: unknown): void => {
    for (const call of this.#running) call.error ??= error
  }

  constructor(keyv: KeyvLike) {
    this.#keyv = keyv
  }

  /** What `work` comes to; rejects with what Keyv has said meanwhile. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    const call: Running = {}
    if (this.#running.size === 0) this.#keyv.on('error', this.#listener)
    this.#running.add(call)
    try {
      const result = await work()
      if (call.error === undefined) return result
    } catch (error) {
      call.error ??= error
    } finally {
      this.#running.delete(call)
      if (this.#running.size === 0) this.#keyv.off('error', this.#listener)
    }
    throw call.error
  }
}
