import { currentContext, runInContext } from '../context/execution-context.ts'
import { TriggerkitError } from '../errors/triggerkit-error.ts'
import type { PendingRun } from './pending-run.ts'
import { TransactionScope } from './transaction-scope.ts'
import type { TransactionTracker } from './transaction-tracker.ts'

/** What the scopes need of the engine. */
export interface ScopeHandlers {
  /** Turns what a transaction collected into runs; rejecting rolls the transaction back. */
  prepare(scope: TransactionScope): PendingRun[]
  /** Runs them after the commit; `handle` is the connection that a caller still holds. */
  run(runs: readonly PendingRun[], handle: object | undefined): Promise<void>
}

interface TransactionState {
  scope: TransactionScope
  /** The opener settles after it has released the connection. */
  owned: boolean
  /** Prepared by `committing`, run after the commit. */
  prepared: PendingRun[]
  /** What failed half done where there are no savepoints: only the whole transaction can take it back (R4). */
  failure?: { error: unknown }
}

/** Keeps each transaction's scope under the handle that proves it. */
export class TransactionScopes implements TransactionTracker {
  readonly #states = new WeakMap<object, TransactionState>()
  readonly #owned = new WeakSet<object>()
  readonly #settling = new WeakMap<object, PendingRun[]>()
  readonly #queues = new WeakMap<object, { tail: Promise<unknown> }>()
  readonly #handlers: ScopeHandlers

  constructor(handlers: ScopeHandlers) {
    this.#handlers = handlers
  }

  /** The scope of the transaction that the handle is in; one that began unseen starts here. */
  scopeOf(handle: object): TransactionScope {
    return this.#stateOf(handle).scope
  }

  begun(handle: object): void {
    this.#states.set(handle, { scope: new TransactionScope(), owned: this.#owned.has(handle), prepared: [] })
  }

  savepointSet(handle: object): void {
    this.#stateOf(handle).scope.savepointSet()
  }

  savepointReleased(handle: object): void {
    this.#stateOf(handle).scope.savepointReleased()
  }

  savepointRolledBack(handle: object): void {
    this.#stateOf(handle).scope.savepointRolledBack()
  }

  async committing(handle: object): Promise<void> {
    const state = this.#states.get(handle)
    if (state?.failure !== undefined) throw rollbackOnly(state.failure.error)
    if (state === undefined || state.scope.empty) return
    state.prepared = this.#handlers.prepare(state.scope)
  }

  async committed(handle: object): Promise<void> {
    const state = this.#states.get(handle)
    this.#states.delete(handle)
    if (state === undefined || state.prepared.length === 0) return
    if (state.owned || this.#owned.has(handle)) {
      this.#settling.set(handle, [...(this.#settling.get(handle) ?? []), ...state.prepared])
    } else {
      await this.#handlers.run(state.prepared, handle)
    }
  }

  rolledBack(handle: object): void {
    this.#states.delete(handle)
  }

  /** From here on the transaction can be rolled back, and nothing else (R4). */
  onlyRollsBack(handle: object, error: unknown): void {
    this.#stateOf(handle).failure ??= { error }
  }

  own(handle: object): void {
    this.#owned.add(handle)
    const state = this.#states.get(handle)
    if (state !== undefined) state.owned = true
  }

  async settle(handle: object): Promise<void> {
    this.#owned.delete(handle)
    const runs = this.#settling.get(handle)
    this.#settling.delete(handle)
    if (runs !== undefined) await this.#handlers.run(runs, undefined)
  }

  serial<T>(handle: object, work: () => Promise<T>): Promise<T> {
    const frame = currentContext().frame
    const queue = frame?.handle === handle ? frame : this.#queueOf(handle)
    const result = queue.tail.then(() => this.inFrame(handle, work))
    queue.tail = result.catch(() => undefined)
    return result
  }

  /** Runs `work` as the one that holds the handle: Writes on it that start inside queue among themselves. */
  inFrame<T>(handle: object | undefined, work: () => Promise<T>): Promise<T> {
    return runInContext({ frame: { handle, tail: Promise.resolve() } }, work)
  }

  #stateOf(handle: object): TransactionState {
    const known = this.#states.get(handle)
    if (known !== undefined) return known
    this.begun(handle)
    return this.#states.get(handle)!
  }

  #queueOf(handle: object): { tail: Promise<unknown> } {
    let queue = this.#queues.get(handle)
    if (queue === undefined) {
      queue = { tail: Promise.resolve() }
      this.#queues.set(handle, queue)
    }
    return queue
  }
}

function rollbackOnly(cause: unknown): TriggerkitError {
  return new TriggerkitError({
    code: 'ROLLBACK_ONLY',
    message:
      'A write in this transaction failed when a part of it may have been done, and the database has no savepoints to undo it by: the ' +
      'transaction was rolled back. Let the error of the write end the transaction, and run it again without that write.',
    cause,
  })
}
