import type { RawClient } from '../client/raw-client.ts'

/** An interactive transaction: the handle by which Writes are known to belong to it (R1). */
export class PrismaTransaction {
  readonly id: string
  /** Savepoints that are set in it: Prisma's nested transactions. */
  savepoints = 0
  /** Its after-actions run once whoever opened it has its promise resolved; else right after the commit. */
  settledByOpener = false
  readonly #plain: RawClient
  #client: RawClient | undefined
  #names = 0

  constructor(id: string, plain: RawClient) {
    this.id = id
    this.#plain = plain
  }

  /** A client in this transaction, without any extension. */
  get client(): RawClient {
    this.#client ??= clientInTransaction(this.#plain, this.id)
    return this.#client
  }

  /** What a request has to carry to be part of it. */
  get info(): object {
    return { kind: 'itx', id: this.id, payload: undefined }
  }

  nextSavepoint(): string {
    this.#names++
    return `triggerkit_${this.#names}`
  }
}

/** A client of an open transaction, with the extensions that `client` has. */
export function clientInTransaction(client: RawClient, id: string): RawClient {
  const scopeId = `triggerkit-${id}`
  return client._createItxClient({ kind: 'itx', id, payload: undefined }, scopeId, { stack: [scopeId] })
}

const scopeContext: unique symbol = Symbol.for('prisma.client.transaction.scope_context') as never
const transactionId: unique symbol = Symbol.for('prisma.client.transaction.id') as never

/** The id of the transaction that a client is bound to; undefined outside any. The older symbol is that of versions before 7.10. */
export function transactionIdOf(client: object): string | undefined {
  const { [scopeContext]: scope, [transactionId]: id } = client as {
    [scopeContext]?: { txId?: string }
    [transactionId]?: string
  }
  return scope?.txId ?? id
}
