/** The calls that a provider has under way, for its `close` to wait for. */
export class UnderWay {
  readonly #calls = new Set<Promise<unknown>>()

  /** The same promise, counted until it settles. */
  add<T>(call: Promise<T>): Promise<T> {
    this.#calls.add(call)
    const remove = (): void => void this.#calls.delete(call)
    call.then(remove, remove)
    return call
  }

  /** Resolves once all of them have ended, and at the latest after so many milliseconds. */
  ended(mostMs: number): Promise<void> {
    return atMost(mostMs, Promise.allSettled(this.#calls))
  }
}

/** Waits for `work`, however it ends, and no longer than so many milliseconds. */
export async function atMost(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise((resolve) => (timer = setTimeout(resolve, milliseconds)))
  await Promise.race([work.catch(() => undefined), over])
  clearTimeout(timer)
}
