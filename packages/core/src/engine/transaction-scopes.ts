import { currentContext, runInContext } from '../context/execution-context.ts'
import { TriggerkitError } from '../errors/triggerkit-error.ts'
import type { PreparedCommit } from './prepare-commit.ts'
import { TransactionScope } from './transaction-scope.ts'
import type { TransactionTracker } from './transaction-tracker.ts'

/** What the scopes need of the engine. */
export interface ScopeHandlers {
  /** Turns what a transaction collected into runs and Jobs, and appends these in it; rejecting rolls the transaction back. */
  prepare(scope: TransactionScope, handle: object): Promise<PreparedCommit>
  /** Does what is left after the commit; `handle` is the connection that a caller still holds. */
  finish(prepared: PreparedCommit, handle: object | undefined): Promise<void>
}

interface TransactionState {
  scope: TransactionScope
  /** The opener settles after it has released the connection. */
  owned: boolean
  /** Prepared by `committing`, done after the commit. */
  prepared?: PreparedCommit
  /** Jobs were appended in it before it was committed. */
  appended: boolean
  /** What failed half done where there are no savepoints: only the whole transaction can take it back (R4). */
  failure?: { error: unknown }
}

/** Keeps each transaction's scope under the handle that proves it. */
export class TransactionScopes implements TransactionTracker {
  readonly #states = new WeakMap<object, TransactionState>()
  readonly #owned = new WeakSet<object>()
  readonly #settling = new WeakMap<object, PreparedCommit[]>()
  readonly #queues = new WeakMap<object, { tail: Promise<unknown> }>()
  readonly #handlers: ScopeHandlers

  constructor(handlers: ScopeHandlers) {
    this.#handlers = handlers
  }

  /** The scope of the transaction that the handle is in; one that began unseen starts here. */
  scopeOf(handle: object): TransactionScope {
    return this.#stateOf(handle).scope
  }

  /** How the end of the transaction on the handle is waited for; undefined where none is known to be on it. */
  endOf(handle: object): ((callback: (isCommitted: boolean) => void) => boolean) | undefined {
    const scope = this.#states.get(handle)?.scope
    return scope && ((callback) => scope.onEnd(callback))
  }

  /** Jobs of the transaction were appended already: workers are to be told when it is committed. */
  hasAppended(handle: object): void {
    this.#stateOf(handle).appended = true
  }

  begun(handle: object): void {
    this.#states.set(handle, { scope: new TransactionScope(), owned: this.#owned.has(handle), appended: false })
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
    state.prepared = await this.#handlers.prepare(state.scope, handle)
  }

  async committed(handle: object): Promise<void> {
    const state = this.#states.get(handle)
    this.#states.delete(handle)
    state?.scope.ended(true)
    if (state === undefined || !(state.prepared !== undefined || state.appended)) return
    const { runs = [], jobs = [], appended = false } = state.prepared ?? {}
    const prepared = { runs, jobs, appended: appended || state.appended }
    if (state.owned || this.#owned.has(handle)) {
      this.#settling.set(handle, [...(this.#settling.get(handle) ?? []), prepared])
    } else {
      await this.#handlers.finish(prepared, handle)
    }
  }

  rolledBack(handle: object): void {
    const state = this.#states.get(handle)
    this.#states.delete(handle)
    state?.scope.ended(false)
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
    const settling = this.#settling.get(handle)
    this.#settling.delete(handle)
    for (const prepared of settling ?? []) await this.#handlers.finish(prepared, undefined)
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
