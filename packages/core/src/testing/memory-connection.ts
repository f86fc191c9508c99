/** What proves a transaction of a `MemoryDatabase`. */
export class MemoryConnection {
  /** 0 outside a transaction, 1 in one, more in its savepoints. */
  depth = 0

  get inTransaction(): boolean {
    return this.depth > 0
  }
}
