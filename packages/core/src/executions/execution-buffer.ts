import { type Clock, systemClock } from '../action/clock.ts'
import { WakeUp } from '../queue/wake-up.ts'
import type { ExecutionRow } from './execution.ts'

/** Rows that wait at most: beyond, the oldest are dropped. */
export const maxWaiting = 10_000
/** Rows that one call appends. */
const batchSize = 500
const delayMs = 500
const flushMs = 5_000
const longestDelayMs = 30_000
/** How often a batch is tried that the log refuses while it answers. */
const maxRefusals = 3

/**
 * Why rows are lost: too many wait (`overflow`), too many wait for the end of one transaction (`transaction`), the log refuses them (`refused`), or
 * there is no time left to append them (`closed`).
 */
export type LossReason = 'overflow' | 'transaction' | 'refused' | 'closed'

export interface ExecutionBufferOptions {
  append(rows: readonly ExecutionRow[]): Promise<void>
  /** What is wrong with the log, which has just failed to append; undefined where it can be used otherwise. Never rejects. */
  problem(): Promise<unknown>
  /** Called when the log cannot be written, and not again before it could. Never throws. */
  failed(error: unknown): void
  /** Called when rows wait that none waited before. Never throws. */
  filled?(): void
  /** Called when the first row is lost for this reason; `cause` is what the log said. Never throws. */
  dropping(reason: LossReason, cause?: unknown): void
  /** Rows that wait at most. Default `maxWaiting`. */
  maxRows?: number
}

/**
 * Appends rows in batches, about half a second after the first of them, outside of every flow of the application: in no transaction, span or context
 * of the Write that they are of. What cannot be kept waits, and is tried again with growing delays.
 */
export class ExecutionBuffer {
  /** Rows that were dropped so far: the log did not take them in time. */
  dropped = 0
  readonly #options: ExecutionBufferOptions
  readonly #maxRows: number
  readonly #filled = new WakeUp(lazyClock)
  readonly #urgent = new WakeUp(lazyClock)
  #rows: ExecutionRow[] = []
  #flushed: (() => void)[] = []
  #idle: (() => void)[] = []
  readonly #told = new Set<LossReason>()
  #isClosed = false
  #failures = 0
  #refusals = 0

  constructor(options: ExecutionBufferOptions) {
    this.#options = options
    this.#maxRows = options.maxRows ?? maxWaiting
    void this.#work()
  }

  /** Never throws. */
  add(row: ExecutionRow): void {
    if (this.#isClosed) {
      this.drop(1, 'closed')
      return
    }
    this.#rows.push(row)
    this.#dropBeyond()
    if (this.#rows.length === 1) {
      this.#filled.call()
      this.#options.filled?.()
    } else if (this.#rows.length >= batchSize && this.#failures === 0) this.#urgent.call()
  }

  /** Rows are lost, here or before they came here. */
  drop(count: number, reason: LossReason, cause?: unknown): void {
    this.dropped += count
    if (this.#told.has(reason)) return
    this.#told.add(reason)
    this.#options.dropping(reason, cause)
  }

  /** Resolves when what waits has been appended in its own time, or could not be. Never rejects. */
  idle(): Promise<void> {
    return this.#rows.length === 0 ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve))
  }

  /** Appends what waits, as `flush` does; nothing is appended afterwards. */
  async close(): Promise<void> {
    await this.flush()
    this.#isClosed = true
    const left = this.#rows.splice(0)
    if (left.length > 0) this.drop(left.length, 'closed')
    // So that nothing waits for ever.
    this.#filled.call()
    this.#urgent.call()
  }

  /**
   * Resolves when what was added before is appended, or could not be, and after five seconds: whoever waits may hold the very connection that it
   * takes. Never rejects.
   */
  flush(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = systemClock.after(flushMs, resolve)
      this.#flushed.push(() => {
        cancel()
        resolve()
      })
      this.#filled.call()
      this.#urgent.call()
    })
  }

  /** Until it is closed. Its context is that of the engine's maker, whoever adds rows. */
  async #work(): Promise<void> {
    while (!this.#isClosed) {
      if (this.#rows.length === 0) await this.#filled.wait()
      if (this.#flushed.length === 0) await this.#urgent.wait(Math.min(delayMs * 2 ** this.#failures, longestDelayMs))
      const waiting = [...this.#flushed.splice(0), ...this.#idle.splice(0)]
      await this.#appendAll()
      for (const resolve of waiting) resolve()
    }
  }

  async #appendAll(): Promise<void> {
    while (this.#rows.length > 0) {
      const batch = this.#rows.splice(0, batchSize)
      try {
        await this.#options.append(batch)
        this.#failures = 0
        this.#refusals = 0
      } catch (error) {
        await this.#failed(batch, error)
        return
      }
    }
  }

  async #failed(batch: readonly ExecutionRow[], error: unknown): Promise<void> {
    const problem = await this.#options.problem()
    if (this.#failures === 0) this.#options.failed(problem ?? error)
    this.#failures = Math.min(this.#failures + 1, 10)
    if (problem === undefined) this.#refusals++
    if (this.#refusals < maxRefusals) return this.#keep(batch)
    this.#refusals = 0
    await this.#appendOneByOne(batch)
  }

  /** One row that a log refuses takes none with it. */
  async #appendOneByOne(batch: readonly ExecutionRow[]): Promise<void> {
    for (const [index, row] of batch.entries()) {
      try {
        await this.#options.append([row])
      } catch (error) {
        // The log is gone meanwhile.
        if ((await this.#options.problem()) !== undefined) return this.#keep(batch.slice(index))
        this.drop(1, 'refused', error)
      }
    }
    this.#failures = 0
  }

  /** For another attempt, unless there is none. */
  #keep(batch: readonly ExecutionRow[]): void {
    if (this.#isClosed) {
      this.drop(batch.length, 'closed')
      return
    }
    this.#rows.unshift(...batch)
    this.#dropBeyond()
  }

  #dropBeyond(): void {
    const beyond = this.#rows.length - this.#maxRows
    if (beyond <= 0) return
    this.#rows.splice(0, beyond)
    this.drop(beyond, 'overflow')
  }
}

/** Real time, which no process lives on for. */
export const lazyClock: Clock = {
  ...systemClock,
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs)
    // Where there is no Node, a timer is a number.
    ;(timer as { unref?: () => void }).unref?.()
    return () => clearTimeout(timer)
  },
}
