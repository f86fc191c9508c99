import { setTimeout as delay } from 'node:timers/promises'

/** Runs a function; rejects with what it threw. */
export type Work = (signal: AbortSignal) => Promise<unknown>

interface ActiveRun {
  result: Promise<unknown>
  signal: AbortSignal
}

interface DispatchedRun {
  controller: AbortController
  start: () => void
  failed: (error: unknown) => void
}

/**
 * The runs of this process. One key has one run at a time: who comes later joins it. Dispatched ones are bounded: so many run, so many wait for
 * their turn, and no more are taken.
 */
export class FunctionRuns {
  readonly #maxRunning: number
  readonly #maxWaiting: number
  readonly #active = new Map<string, ActiveRun>()
  readonly #dispatched = new Set<DispatchedRun>()
  #waiting: DispatchedRun[] = []
  #running = 0

  constructor({ maxRunning, maxWaiting }: { maxRunning: number; maxWaiting: number }) {
    this.#maxRunning = maxRunning
    this.#maxWaiting = maxWaiting
  }

  /** Dispatched ones. */
  get counts(): { running: number; waiting: number } {
    return { running: this.#running, waiting: this.#waiting.length }
  }

  /** What the run of that key comes to; it is started where there is none, or where the one that there was has been given up before this. */
  async execute(key: string, signal: AbortSignal, work: Work): Promise<unknown> {
    for (let run = this.#active.get(key); run !== undefined; run = this.#active.get(key)) {
      try {
        return await run.result
      } catch (error) {
        if (!run.signal.aborted || signal.aborted) throw error
      }
    }
    return this.#activate(key, signal, work)
  }

  /** Whether the run of that key is under way now, or will be. `failed` hears of its failure, never of another's. */
  dispatch(key: string, work: Work, failed: (error: unknown) => void): boolean {
    if (this.#active.has(key)) return true
    if (this.#running >= this.#maxRunning && this.#waiting.length >= this.#maxWaiting) return false
    const controller = new AbortController()
    const { signal } = controller
    let start: () => void = () => undefined
    const turn = new Promise<void>((resolve) => {
      start = resolve
    })
    const run: DispatchedRun = { controller, failed, start }
    this.#dispatched.add(run)
    // Also what starts at the end of another run has the asynchronous context of its own trigger: it awaits its turn here.
    const result = this.#activate(key, signal, async () => {
      await turn
      return work(signal)
    })
    void result
      .catch((error: unknown) => {
        if (this.#dispatched.has(run)) failed(error)
      })
      .finally(() => this.#ended(run))
    if (this.#running < this.#maxRunning) this.#start(run)
    else this.#waiting.push(run)
    return true
  }

  /** Waits until all have ended that were not given up before; those that have not after so many milliseconds are aborted, and fail with `reason`. */
  async drain(timeoutMs: number, reason: Error): Promise<void> {
    const timer = new AbortController()
    const awaited = [...this.#active.values()].filter(({ signal }) => !signal.aborted)
    const ended = Promise.allSettled(awaited.map(({ result }) => result))
    await Promise.race([ended, delay(timeoutMs, undefined, { signal: timer.signal }).catch(() => undefined)])
    timer.abort()
    const left = [...this.#dispatched]
    this.#dispatched.clear()
    this.#waiting = []
    for (const { controller, failed } of left) {
      controller.abort(reason)
      failed(reason)
    }
  }

  #activate(key: string, signal: AbortSignal, work: Work): Promise<unknown> {
    const result = work(signal).finally(() => this.#active.delete(key))
    this.#active.set(key, { result, signal })
    return result
  }

  #start(run: DispatchedRun): void {
    this.#running++
    run.start()
  }

  #ended(run: DispatchedRun): void {
    this.#dispatched.delete(run)
    this.#running--
    const next = this.#waiting.shift()
    if (next !== undefined) this.#start(next)
  }
}
