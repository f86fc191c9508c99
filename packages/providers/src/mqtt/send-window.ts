/** So many at a time; who comes later waits, in order. MQTT 5 brokers end the connection of who sends more than they can take. */
export class SendWindow {
  #taken = 0
  #waiting: (() => void)[] = []

  /** `limit` is asked each time, since another connection may have another. Rejects with the signal's reason where that comes first. */
  async take(limit: number, signal: AbortSignal): Promise<void> {
    if (this.#taken < limit) {
      this.#taken++
      return
    }
    await new Promise<void>((resolve, reject) => {
      const onAbort = (): void => {
        this.#waiting = this.#waiting.filter((other) => other !== go)
        reject(signal.reason as Error)
      }
      const go = (): void => {
        signal.removeEventListener('abort', onAbort)
        resolve()
      }
      signal.addEventListener('abort', onAbort, { once: true })
      this.#waiting.push(go)
    })
  }

  /** Hands the place on to who waits longest. */
  free(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#taken--
    else next()
  }
}
