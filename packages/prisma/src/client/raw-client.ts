import { TriggerkitError } from '@triggerkit/core/adapter'

/** A request, or a transaction that one is to be part of, as Prisma passes it from extension to extension. */
export interface PrismaTransactionInfo {
  kind: 'itx' | 'batch'
  id: string | number
}

/** What Prisma's operations take and give, where it is not looked at. */
export type Arguments = Record<string, unknown>

/** The operations of one model. */
export type Delegate = Record<string, (args?: Arguments) => Promise<unknown>>

/** The engine under a client: every transaction of it, whoever opens it, begins and ends here. */
export interface TransactionEngine {
  transaction(action: 'start', headers: unknown, options: EngineTransactionOptions): Promise<{ id: string }>
  transaction(action: 'commit' | 'rollback', headers: unknown, info: { id: string }): Promise<unknown>
}

export interface EngineTransactionOptions {
  /** Of a nested transaction: the one that it is in. */
  newTxId?: string
}

export interface InteractiveOptions {
  maxWait?: number
  timeout?: number
  isolationLevel?: string
}

/**
 * A Prisma client as it was constructed, without extensions: its public methods, and the inner ones that an extension has no other way to do
 * its work by. All of them are the same from 6.13 to 7.10.
 */
export interface RawClient {
  $transaction<T>(body: (client: RawClient) => Promise<T>, options?: InteractiveOptions): Promise<T>
  $transaction(promises: readonly PrismaPromise[], options?: InteractiveOptions): Promise<unknown[]>
  $queryRawUnsafe(sql: string, ...values: unknown[]): Promise<Arguments[]>
  $executeRawUnsafe(sql: string, ...values: unknown[]): Promise<number>
  $extends(extension: object): RawClient
  readonly _originalClient: RawClient
  readonly _appliedParent?: RawClient
  readonly _clientVersion: string
  readonly _engine: TransactionEngine
  readonly _engineConfig: {
    inlineSchema: string
    activeProvider: string
    /** The driver adapter as it was given; its options are its second argument. */
    adapter?: { options?: { schema?: string } }
  }
  readonly _globalOmit?: Record<string, Record<string, boolean> | undefined>
  /** A client in an interactive transaction that is open. Versions before 7.10 take the first argument only. */
  _createItxClient(transaction: object, scopeId: string, scopeState: { stack: string[] }): RawClient
}

/** What Prisma's operations return: nothing is sent before it is awaited, and it can be told a transaction. */
export interface PrismaPromise<T = unknown> extends Promise<T> {
  requestTransaction?(transaction: object): Promise<T>
  /** Of what it was made; 7.x. */
  readonly spec?: { model?: string; action?: string }
}

/** The client under whatever extensions; an error where it is none. */
export function rawClientOf(client: unknown): RawClient {
  const raw = (client as RawClient | undefined)?._originalClient
  if (
    raw !== undefined &&
    typeof raw._engineConfig?.inlineSchema === 'string' &&
    typeof raw.$transaction === 'function'
  )
    return raw
  throw new TriggerkitError({
    code: 'CLIENT_INVALID',
    message:
      'triggers() was given something that is no Prisma client, or one of a version it does not know. ' +
      'Write `new PrismaClient({ adapter }).$extends(triggers(engine))`; Prisma 6.13 to 7 are supported.',
  })
}

/** The delegate of a model. */
export function delegateOf(client: RawClient, delegate: string): Delegate {
  return (client as unknown as Record<string, Delegate>)[delegate]!
}
