import type { TransactionTracker } from '@triggerkit/core/adapter'
import type { EngineTransactionOptions, RawClient, TransactionEngine } from '../client/raw-client.ts'
import { PrismaTransaction } from './prisma-transaction.ts'

/** Transactions that are known to be over. */
const remembered = 1_000

/**
 * The transactions of one client, from begin to end, whoever opens them: the application through any client made of this one, an extension,
 * Triggerkit itself. All of them pass the engine's `transaction`.
 */
export class WatchedTransactions {
  readonly #plain: RawClient
  readonly #tracker: () => TransactionTracker<PrismaTransaction>
  readonly #open = new Map<string, PrismaTransaction>()
  /** Ids of the last ones that are over. */
  readonly #over = new Set<string>()

  constructor(engine: TransactionEngine, plain: RawClient, tracker: () => TransactionTracker<PrismaTransaction>) {
    this.#plain = plain
    this.#tracker = tracker
    this.#watch(engine)
  }

  /** The transaction of that id. One that is not known was opened before there were triggers: it begins here. */
  of(id: string): PrismaTransaction {
    return this.#open.get(id) ?? this.#begin(id)
  }

  /** Whether it is known that the transaction of that id is over: what still arrives in it is Prisma's error (R1). */
  isOver(id: string): boolean {
    return this.#over.has(id)
  }

  #watch(engine: TransactionEngine): void {
    const original = engine.transaction.bind(engine) as (...args: unknown[]) => Promise<{ id: string }>
    const watched = async (action: string, headers: unknown, argument: EngineTransactionOptions & { id: string }) => {
      const call = (): Promise<{ id: string }> => original(action, headers, argument)
      if (action === 'start') return this.#started(await call(), argument)
      const transaction = this.#open.get(argument.id)
      if (transaction === undefined) return call()
      if (action === 'commit') return this.#commit(transaction, call)
      return this.#rollBack(transaction, call)
    }
    engine.transaction = watched as TransactionEngine['transaction']
  }

  #started<Info extends { id: string }>(info: Info, { newTxId }: EngineTransactionOptions): Info {
    if (newTxId === undefined) {
      this.#begin(info.id)
      return info
    }
    const outer = this.of(newTxId)
    outer.savepoints++
    this.#tracker().savepointSet(outer)
    return info
  }

  #begin(id: string): PrismaTransaction {
    const transaction = new PrismaTransaction(id, this.#plain)
    this.#open.set(id, transaction)
    this.#tracker().own(transaction)
    this.#tracker().begun(transaction)
    return transaction
  }

  async #commit<T>(transaction: PrismaTransaction, commit: () => Promise<T>): Promise<T> {
    const tracker = this.#tracker()
    if (transaction.savepoints > 0) {
      const released = await commit()
      transaction.savepoints--
      tracker.savepointReleased(transaction)
      return released
    }
    await tracker.committing(transaction)
    const committed = await commit().catch((error) => {
      this.#end(transaction)
      throw error
    })
    this.#forget(transaction)
    await tracker.committed(transaction)
    if (!transaction.settledByOpener) await tracker.settle(transaction)
    return committed
  }

  async #rollBack<T>(transaction: PrismaTransaction, rollBack: () => Promise<T>): Promise<T> {
    if (transaction.savepoints > 0) {
      transaction.savepoints--
      this.#tracker().savepointRolledBack(transaction)
      return rollBack()
    }
    this.#end(transaction)
    return rollBack()
  }

  #end(transaction: PrismaTransaction): void {
    this.#forget(transaction)
    this.#tracker().rolledBack(transaction)
  }

  #forget({ id }: PrismaTransaction): void {
    this.#open.delete(id)
    this.#over.add(id)
    const [oldest] = this.#over
    if (this.#over.size > remembered && oldest !== undefined) this.#over.delete(oldest)
  }
}
