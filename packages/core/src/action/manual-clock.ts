import type { Clock } from './clock.ts'

interface Waiting {
  at: number
  callback: () => void
}

/** A clock for tests: time passes only when it is told to. */
export class ManualClock implements Clock {
  /** What was waited for, in milliseconds, in the order in which the waits began. */
  readonly waits: number[] = []
  /** What `random` gives: at 0.5 a retry's delay is exactly what its policy says, whatever the jitter. */
  chance = 0.5
  #now: number
  #pending = new Set<Waiting>()

  /** Starts at this instant; default: 1 January 1970. */
  constructor(start: Date | string | number = 0) {
    this.#now = new Date(start).getTime()
  }

  now(): number {
    return this.#now
  }

  random(): number {
    return this.chance
  }

  after(delayMs: number, callback: () => void): () => void {
    const entry = { at: this.#now + delayMs, callback }
    this.waits.push(delayMs)
    this.#pending.add(entry)
    return () => this.#pending.delete(entry)
  }

  /** Lets time pass; callbacks that are due run in the order of their time. */
  async advance(delayMs: number): Promise<void> {
    const end = this.#now + delayMs
    for (;;) {
      await settle()
      const due = this.#next()
      if (due === undefined || due.at > end) break
      this.#fire(due)
    }
    this.#now = end
  }

  /**
   * Lets as much time pass as something waits for, until `work` has settled; settles as it does. What `work` does in real time (a real
   * database before the first wait) is waited for; real input and output during a timed attempt is not, and runs into its time limit.
   */
  async until<T>(work: Promise<T>): Promise<T> {
    let settled = false
    const done = (): void => {
      settled = true
    }
    work.then(done, done)
    for (;;) {
      await settle()
      if (settled) return work
      const due = this.#next()
      if (due === undefined) await pause()
      else this.#fire(due)
    }
  }

  #next(): Waiting | undefined {
    return [...this.#pending].sort((a, b) => a.at - b.at)[0]
  }

  #fire(due: Waiting): void {
    this.#now = Math.max(this.#now, due.at)
    this.#pending.delete(due)
    due.callback()
  }
}

/** Lets promise reactions run. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1))
}
