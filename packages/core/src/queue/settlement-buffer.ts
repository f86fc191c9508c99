import { type Clock, sleep } from '../action/clock.ts'
import type { Outbox, Settlement } from './outbox.ts'

/** How many go into one call at most. */
const maxBatch = 500
const firstDelayMs = 100
const longestDelayMs = 5_000

interface Entry {
  settlement: Settlement
  kept: (held: boolean) => void
}

/** Settles what ends at about the same time in one call (batched completion), again until the database has it. */
export class SettlementBuffer {
  readonly #outbox: Outbox
  readonly #clock: Clock
  readonly #onError: (error: unknown) => void
  #entries: Entry[] = []
  #flushing: Promise<void> | undefined
  readonly #giveUp = new AbortController()

  constructor(outbox: Outbox, clock: Clock, onError: (error: unknown) => void) {
    this.#outbox = outbox
    this.#clock = clock
    this.#onError = onError
  }

  /** Resolves when it is kept: whether the lease was still held. False also where it was given up. */
  add(settlement: Settlement): Promise<boolean> {
    return new Promise((resolve) => {
      this.#entries.push({ settlement, kept: resolve })
      this.#flushing ??= this.#flush()
    })
  }

  /** Stops trying: Jobs that are not settled are somebody else's when their lease ends. */
  giveUp(): void {
    this.#giveUp.abort()
  }

  async #flush(): Promise<void> {
    // What ends in the same turn goes along.
    await new Promise<void>((resolve) => setImmediate(resolve))
    while (this.#entries.length > 0) {
      const batch = this.#entries.splice(0, maxBatch)
      const held = await this.#settle(batch.map(({ settlement }) => settlement))
      for (const { settlement, kept } of batch) kept(held.has(settlement.id))
    }
    this.#flushing = undefined
  }

  async #settle(settlements: readonly Settlement[]): Promise<Set<string>> {
    const all = new Set(settlements.map(({ id }) => id))
    for (let delayMs = firstDelayMs; !this.#giveUp.signal.aborted; delayMs = Math.min(delayMs * 2, longestDelayMs)) {
      try {
        if ((await this.#outbox.settle(undefined, settlements)) === settlements.length) return all
        return await this.#heldOf(settlements)
      } catch (error) {
        this.#onError(error)
        await sleep(this.#clock, delayMs, this.#giveUp.signal).catch(() => undefined)
      }
    }
    return new Set()
  }

  /** Some leases were lost; those that were not have just been given this history. A call that failed may also have been carried out. */
  async #heldOf(settlements: readonly Settlement[]): Promise<Set<string>> {
    const rows = await this.#outbox.ledger.find({ ids: settlements.map(({ id }) => id), limit: settlements.length })
    const histories = new Map(rows.map(({ id, history }) => [id, history]))
    return new Set(
      settlements.flatMap(({ id, history }) => (history !== undefined && histories.get(id) === history ? id : [])),
    )
  }
}
