import { type Base, type BaseEntry, toBaseEntry } from './base-file.ts'
import type { Comparison } from './compare-sides.ts'
import type { SideEntry } from './side.ts'

/** What both sides have now: grows with each step, so that what was done before a failure is kept. */
export class TransferBase {
  readonly #entries: Map<string, BaseEntry>

  /** Where folder and store are the same already, that is the base from now on. */
  constructor(base: Base, comparisons: readonly Comparison[]) {
    this.#entries = new Map(base)
    for (const { tag, changedIn, store } of comparisons) if (changedIn === 'none') this.set(tag, store)
  }

  /** Undefined where neither has it any more. */
  set(tag: string, store: SideEntry | undefined): void {
    if (store === undefined) this.#entries.delete(tag)
    else this.#entries.set(tag, toBaseEntry(store))
  }

  get base(): Base {
    return this.#entries
  }
}
