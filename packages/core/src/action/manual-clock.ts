import type { Clock } from './clock.ts'

/** A clock for tests: time passes only when it is told to, or at once where something waits. */
export class ManualClock implements Clock {
  /** What was waited for, in milliseconds, in the order in which the waits began. */
  readonly waits: number[] = []
  /** What `random` gives. */
  chance = 0.5
  #now = 0
  #pending = new Set<{ at: number; callback: () => void }>()

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
      const due = [...this.#pending].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (due === undefined) break
      this.#now = due.at
      this.#pending.delete(due)
      due.callback()
    }
    this.#now = end
  }
}

/** Lets promise reactions run. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
