import type { Document } from '../value/bson-value.ts'

/** What a write did to one document; without one before and after it the collection was dropped. */
export interface DocumentChange {
  readonly namespace: string
  readonly before: Document | undefined
  readonly after: Document | undefined
}

/** What happened to all documents in its order, for change streams; kept from the first of them on. */
export class ChangeLog {
  readonly #changes: DocumentChange[] = []
  readonly #waiting = new Set<() => void>()
  #isKept = false

  /** How many there have been: what comes after it comes after now. */
  begin(): number {
    this.#isKept = true
    return this.#changes.length
  }

  add(change: DocumentChange): void {
    if (!this.#isKept) return
    this.#changes.push(change)
    this.wake()
  }

  after(position: number): readonly DocumentChange[] {
    return this.#changes.slice(position)
  }

  /** Whoever waits looks again. */
  wake(): void {
    for (const wake of [...this.#waiting]) wake()
  }

  /** Resolves at the next change, and after so many milliseconds at the latest. */
  next(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer)
        this.#waiting.delete(wake)
        resolve()
      }
      const timer = setTimeout(wake, ms)
      timer.unref()
      this.#waiting.add(wake)
    })
  }
}
