import { sleep } from '../action/clock.ts'
import type { EngineCore } from '../engine/engine-core.ts'
import { toError } from '../errors/to-error.ts'
import type { CheckedWorkerOptions } from './worker-options.ts'

/** Jobs that one statement deletes: small, so that nothing waits for it long. */
const batch = 500
const restMs = 50
const betweenMs = 60_000

/** Deletes finished Jobs when their time is over, by and by. */
export class Retention {
  readonly #age: CheckedWorkerOptions['retention']
  readonly #core: EngineCore
  readonly #onError: (error: Error) => void
  readonly #stopping = new AbortController()

  constructor(age: CheckedWorkerOptions['retention'], core: EngineCore, onError: (error: Error) => void) {
    this.#age = age
    this.#core = core
    this.#onError = onError
  }

  stop(): void {
    this.#stopping.abort()
  }

  /** All that is over, at most until that time by this process's clock. Never rejects. */
  async purge(until: number): Promise<void> {
    const { completedMs, deadMs } = this.#age
    if (completedMs === undefined && deadMs === undefined) return
    while (this.#core.clock.now() < until && (await this.#purge()));
  }

  /** Until it is stopped. Never rejects. */
  async run(): Promise<void> {
    const { completedMs, deadMs } = this.#age
    if (completedMs === undefined && deadMs === undefined) return
    const { signal } = this.#stopping
    // Several workers that were started together do not all come at once.
    let waitMs = betweenMs * this.#core.clock.random()
    while (!signal.aborted) {
      await sleep(this.#core.clock, waitMs, signal).catch(() => undefined)
      waitMs = signal.aborted || (await this.#purge()) ? restMs : betweenMs
    }
  }

  /** Whether there may be more. */
  async #purge(): Promise<boolean> {
    try {
      let more = false
      for (const { outbox } of this.#core.queue.bound)
        more = (await outbox.ledger.purge(this.#age, batch)) >= batch || more
      return more
    } catch (error) {
      this.#onError(toError(error, {}))
      return false
    }
  }
}
