import { type Base, type BaseEntry, type BaseFile, type PendingTransfer, toBaseEntry } from './base-file.ts'
import type { Comparison } from './compare-sides.ts'
import type { Step } from './plan-transfer.ts'
import type { SideEntry } from './side.ts'

/** What both sides have now, and what is still to be done: moves on with each step, so that what was done before a failure is kept. */
export class TransferBase {
  readonly #entries: Map<string, BaseEntry>
  readonly #written: PendingTransfer['written']
  readonly #pending: Map<string, BaseEntry | undefined>

  /** Where folder and store are the same already, that is the base from now on. */
  constructor(base: Base, comparisons: readonly Comparison[], steps: readonly Step[], written: 'folder' | 'store') {
    this.#entries = new Map(base)
    this.#written = written
    this.#pending = new Map(steps.map(({ comparison }) => [comparison.tag, meantBy(comparison, written)]))
    for (const { tag, changedIn, store } of comparisons) if (changedIn === 'none') this.#set(tag, store)
  }

  /** A step was carried out; undefined where neither has the tag any more. */
  done(tag: string, store: SideEntry | undefined): void {
    this.#pending.delete(tag)
    this.#set(tag, store)
  }

  get file(): BaseFile {
    if (this.#pending.size === 0) return { base: this.#entries }
    return { base: this.#entries, pending: { written: this.#written, entries: this.#pending } }
  }

  #set(tag: string, store: SideEntry | undefined): void {
    if (store === undefined) this.#entries.delete(tag)
    else this.#entries.set(tag, toBaseEntry(store))
  }
}

/** Its version is the store's: known where the folder is written, and foretold where the store is. */
function meantBy({ folder, store }: Comparison, written: 'folder' | 'store'): BaseEntry | undefined {
  if (written === 'folder') return store && toBaseEntry(store)
  return folder && toBaseEntry({ version: (store?.version ?? 0) + 1, definition: folder.definition })
}
