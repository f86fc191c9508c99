import type { Collection, Entry } from './collection.ts'

/** A transaction on the server: what it read is as of its snapshot, what it wrote nobody else sees before the commit. */
export class Transaction {
  readonly snapshot: number
  readonly written: Map<Entry, Collection> = new Map()
  /** Settled once it has committed or aborted. */
  readonly ended: Promise<void>
  readonly #end: () => void

  constructor(snapshot: number) {
    this.snapshot = snapshot
    let end = (): void => undefined
    this.ended = new Promise((resolve) => {
      end = resolve
    })
    this.#end = end
  }

  /** Everyone who waited for its writes goes on. */
  end(): void {
    this.#end()
  }
}

/** A write outside any transaction met one of a transaction that is not over: it waits for its end and is tried again, as on a real server. */
export class Blocked extends Error {
  readonly by: Transaction

  constructor(by: Transaction) {
    super('blocked by a transaction')
    this.by = by
  }
}
