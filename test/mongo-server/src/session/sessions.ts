import type { Binary } from 'bson'
import { ErrorCode, MongoError } from '../mongo-error.ts'
import type { Store } from '../storage/store.ts'
import type { Transaction } from '../storage/transaction.ts'
import type { Document } from '../value/bson-value.ts'

type State = 'none' | 'in progress' | 'committed' | 'aborted'

/** What the server remembers of a client's session: its transaction, and the last retryable write with its answer. */
export class Session {
  readonly #store: Store
  readonly #lifetimeMs: number
  #number = -1n
  #state: State = 'none'
  #transaction: Transaction | undefined
  #timer: NodeJS.Timeout | undefined
  #answered: Document | undefined

  constructor(store: Store, lifetimeMs: number) {
    this.#store = store
    this.#lifetimeMs = lifetimeMs
  }

  /** The transaction that a command belongs to, begun by it where it says so. */
  join(number: bigint, starts: boolean): Transaction {
    if (starts) this.#start(number)
    else if (number !== this.#number || this.#state !== 'in progress') throw this.#noSuch(number)
    return this.#transaction!
  }

  commit(number: bigint): void {
    if (number === this.#number && this.#state === 'committed') return
    if (number !== this.#number || this.#state !== 'in progress') throw this.#noSuch(number)
    this.#store.commit(this.#end('committed')!)
  }

  abort(number: bigint): void {
    if (number === this.#number && this.#state === 'committed')
      throw new MongoError(ErrorCode.transactionCommitted, `Transaction ${number} has been committed.`)
    if (number !== this.#number || this.#state !== 'in progress') throw this.#noSuch(number)
    this.abortNow()
  }

  /** An operation failed, the session is over, or its time is up. */
  abortNow(): void {
    if (this.#state === 'in progress') this.#store.abort(this.#end('aborted')!)
  }

  /** The answer that this very write got before; it is not carried out twice. */
  answered(number: bigint): Document | undefined {
    if (number < this.#number) throw tooOld(number, this.#number)
    if (number === this.#number) return this.#answered
    this.abortNow()
    this.#number = number
    this.#state = 'none'
    this.#answered = undefined
    return undefined
  }

  remember(answer: Document): void {
    this.#answered = answer
  }

  #start(number: bigint): void {
    if (number < this.#number) throw tooOld(number, this.#number)
    if (number === this.#number && this.#state !== 'none')
      throw new MongoError([117, 'ConflictingOperationInProgress'], `Transaction ${number} is ${this.#state} already.`)
    this.abortNow()
    this.#number = number
    this.#answered = undefined
    this.#state = 'in progress'
    this.#transaction = this.#store.begin()
    this.#timer = setTimeout(() => this.abortNow(), this.#lifetimeMs).unref()
  }

  #end(state: State): Transaction | undefined {
    clearTimeout(this.#timer)
    const transaction = this.#transaction
    this.#transaction = undefined
    this.#state = state
    return transaction
  }

  #noSuch(number: bigint): MongoError {
    const why =
      number === this.#number && this.#state !== 'none'
        ? ` has been ${this.#state}.`
        : ' does not match any in-progress transactions.'
    return new MongoError(ErrorCode.noSuchTransaction, `Transaction with { txnNumber: ${number} }${why}`, {
      labels: ['TransientTransactionError'],
    })
  }
}

function tooOld(number: bigint, newest: bigint): MongoError {
  return new MongoError(
    ErrorCode.transactionTooOld,
    `txnNumber ${number} is less than last txnNumber ${newest} seen in the session.`,
  )
}

/** Sessions by the id that their client gave them. */
export class Sessions {
  readonly #store: Store
  readonly #lifetimeMs: number
  readonly #sessions = new Map<string, Session>()

  constructor(store: Store, lifetimeMs: number) {
    this.#store = store
    this.#lifetimeMs = lifetimeMs
  }

  get(lsid: Document): Session {
    const id = (lsid.id as Binary).toString('hex')
    let session = this.#sessions.get(id)
    if (session === undefined) {
      session = new Session(this.#store, this.#lifetimeMs)
      this.#sessions.set(id, session)
    }
    return session
  }

  end(lsid: Document): void {
    const id = (lsid.id as Binary).toString('hex')
    this.#sessions.get(id)?.abortNow()
    this.#sessions.delete(id)
  }
}
