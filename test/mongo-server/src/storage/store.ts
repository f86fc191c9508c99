import { ErrorCode, MongoError } from '../mongo-error.ts'
import { ChangeLog } from './change-log.ts'
import { Collection, type Entry } from './collection.ts'
import { Transaction } from './transaction.ts'

/** All databases, and the clock that their versions are counted by. */
export class Store {
  readonly changes: ChangeLog = new ChangeLog()
  readonly #collections = new Map<string, Collection>()
  readonly #open = new Set<Transaction>()
  #aged: { collection: Collection; entry: Entry }[] = []
  #clock = 0

  tick(): number {
    return ++this.#clock
  }

  collection(database: string, name: string): Collection | undefined {
    return this.#collections.get(`${database}.${name}`)
  }

  /** The collection, made where it is missing. */
  require(database: string, name: string): Collection {
    const known = this.collection(database, name)
    if (known !== undefined) return known
    if (name === '' || name.includes('$') || name.includes('\0') || name.startsWith('system.'))
      throw new MongoError(ErrorCode.invalidNamespace, `Invalid collection name: ${database}.${name}`)
    const made = new Collection(this, database, name)
    this.#collections.set(made.namespace, made)
    return made
  }

  collections(database?: string): Collection[] {
    return [...this.#collections.values()].filter((each) => database === undefined || each.database === database)
  }

  drop(collection: Collection): void {
    this.#collections.delete(collection.namespace)
    this.changes.add({ namespace: collection.namespace, before: undefined, after: undefined })
  }

  begin(): Transaction {
    const transaction = new Transaction(this.#clock)
    this.#open.add(transaction)
    return transaction
  }

  commit(transaction: Transaction): void {
    this.#open.delete(transaction)
    const at = this.tick()
    for (const [entry, collection] of transaction.written) collection.commit(entry, at)
    this.#over(transaction)
  }

  abort(transaction: Transaction): void {
    this.#open.delete(transaction)
    for (const [entry, collection] of transaction.written) collection.abort(entry)
    this.#over(transaction)
  }

  /** An entry got a new version: what it was before goes once no open transaction can read it. */
  aged(collection: Collection, entry: Entry): void {
    if (this.#open.size === 0) collection.sweep(entry)
    else this.#aged.push({ collection, entry })
  }

  #over(transaction: Transaction): void {
    transaction.written.clear()
    transaction.end()
    if (this.#open.size > 0) return
    for (const { collection, entry } of this.#aged) collection.sweep(entry)
    this.#aged = []
  }
}
