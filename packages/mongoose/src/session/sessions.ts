import type { TransactionOptions, TransactionTracker } from '@triggerkit/core/adapter'
import type { ClientSession } from 'mongoose'
import type { ConnectionLike } from '../mongoose-like.ts'
import { forDriver } from './for-driver.ts'

type SessionMethod = (...args: unknown[]) => Promise<unknown>

/** How often a commit of ours that the driver knows no outcome of is sent again. */
const maxCommitAttempts = 5

/** Follows the transactions of sessions: the caller's from the first Write that is seen in one, and our own. */
export class Sessions {
  readonly #connection: ConnectionLike
  readonly #tracker: () => TransactionTracker<ClientSession>
  readonly #watched = new WeakSet<ClientSession>()
  readonly #ours = new WeakSet<ClientSession>()

  constructor(connection: ConnectionLike, tracker: () => TransactionTracker<ClientSession>) {
    this.#connection = connection
    this.#tracker = tracker
  }

  /** From here on the session's commits and aborts are known, by whoever calls them: `withTransaction` and Mongoose go through its methods. */
  watch(session: ClientSession): void {
    if (this.#watched.has(session)) return
    this.#watched.add(session)
    const methods = session as unknown as Record<string, SessionMethod>
    const commit = methods.commitTransaction!.bind(session)
    const abort = methods.abortTransaction!.bind(session)
    const start = methods.startTransaction!.bind(session) as (...args: unknown[]) => void
    let isCommitOpen = false
    methods.startTransaction = ((...args: unknown[]): void => {
      start(...args)
      isCommitOpen = false
      this.#tracker().rolledBack(session)
    }) as never
    methods.commitTransaction = async (...args) => {
      if (this.#ours.has(session) || !(session.inTransaction() || isCommitOpen)) return commit(...args)
      await this.#prepared(session, abort)
      try {
        const result = await commit(...args)
        isCommitOpen = false
        await this.outside(() => this.#tracker().committed(session))
        return result
      } catch (error) {
        isCommitOpen = isOutcomeUnknown(error)
        if (!isCommitOpen) this.#tracker().rolledBack(session)
        throw error
      }
    }
    methods.abortTransaction = async (...args) => {
      if (!this.#ours.has(session)) this.#tracker().rolledBack(session)
      return abort(...args)
    }
  }

  /** Runs `body` in a transaction of ours, on the caller's session where it has one. */
  async inTransaction<T>(
    given: ClientSession | undefined,
    { timeoutMs, isolation }: TransactionOptions,
    body: (session: ClientSession) => Promise<T>,
  ): Promise<T> {
    const session = given ?? (await this.#connection.startSession())
    const tracker = this.#tracker()
    this.#ours.add(session)
    try {
      session.startTransaction({
        ...(isolation !== undefined && { readConcern: { level: isolation as 'snapshot' } }),
        ...(timeoutMs !== undefined && { maxCommitTimeMS: timeoutMs }),
      })
      tracker.begun(session)
      const result = await this.#within(session, () => body(session))
      await tracker.committing(session)
      await commitSurely(session)
      await this.outside(() => tracker.committed(session))
      return result
    } catch (error) {
      tracker.rolledBack(session)
      if (session.inTransaction()) await session.abortTransaction().catch(() => undefined)
      throw error
    } finally {
      this.#ours.delete(session)
      if (given === undefined) await session.endSession()
    }
  }

  /** Runs `work` where Mongoose takes no session from around it (`transactionAsyncLocalStorage`) (R6). */
  outside<T>(work: () => T): T {
    const storage = this.#connection.base.transactionAsyncLocalStorage
    return storage === undefined ? work() : storage.run(undefined, work)
  }

  /** What a trigger's functions write through models is of this session then, as in `connection.transaction`. */
  #within<T>(session: ClientSession, work: () => Promise<T>): Promise<T> {
    const storage = this.#connection.base.transactionAsyncLocalStorage
    return storage === undefined ? work() : storage.run({ session }, work)
  }

  async #prepared(session: ClientSession, abort: SessionMethod): Promise<void> {
    try {
      await this.#tracker().committing(session)
    } catch (error) {
      this.#tracker().rolledBack(session)
      await abort().catch(() => undefined)
      throw forDriver(error)
    }
  }
}

/** The session as the handle of a transaction; undefined where it is in none. */
export function transactionOf(session: ClientSession | undefined): ClientSession | undefined {
  return session !== undefined && !session.hasEnded && session.inTransaction() ? session : undefined
}

/** Commits, again where the driver knows no outcome. */
export async function commitSurely(session: ClientSession): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await session.commitTransaction()
      return
    } catch (error) {
      if (attempt >= maxCommitAttempts || !isOutcomeUnknown(error)) throw error
    }
  }
}

function isOutcomeUnknown(error: unknown): boolean {
  const labels = (error as { errorLabels?: unknown } | null)?.errorLabels
  return Array.isArray(labels) && labels.includes('UnknownTransactionCommitResult')
}
