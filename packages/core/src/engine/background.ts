/** Work that nobody awaits, so that `drain` and `close` can. */
export class BackgroundWork {
  #running = new Set<Promise<unknown>>()
  waitUntil: ((promise: Promise<unknown>) => void) | undefined
  readonly #waitUntilFailed: (thrown: unknown) => void

  /** Told of what `waitUntil` throws, which goes no further. */
  constructor(waitUntilFailed: (thrown: unknown) => void) {
    this.#waitUntilFailed = waitUntilFailed
  }

  get size(): number {
    return this.#running.size
  }

  /** Tracks a promise that never rejects. Never throws: who starts work may be in the midst of a commit. */
  add(work: Promise<unknown>): void {
    const tracked = work.finally(() => this.#running.delete(tracked))
    this.#running.add(tracked)
    try {
      this.waitUntil?.(tracked)
    } catch (thrown) {
      this.#waitUntilFailed(thrown)
    }
  }

  /** Resolves when all work, and what it started, has settled; false when `timeoutMs` was over before. */
  async drain(timeoutMs: number = Number.POSITIVE_INFINITY): Promise<boolean> {
    const deadline = Date.now() + timeoutMs
    while (this.#running.size > 0) {
      const settled = Promise.allSettled([...this.#running])
      if (timeoutMs === Number.POSITIVE_INFINITY) await settled
      else if (!(await settledBefore(settled, deadline - Date.now()))) return false
    }
    return true
  }
}

async function settledBefore(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), Math.max(0, milliseconds))
  })
  try {
    return await Promise.race([work.then(() => true), timeout])
  } finally {
    clearTimeout(timer)
  }
}
