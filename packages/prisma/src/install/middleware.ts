import { AsyncLocalStorage } from 'node:async_hooks'
import type { Triggers } from '@triggerkit/core'
import { TriggerkitError } from '@triggerkit/core/adapter'
import { type Arguments, type PrismaTransactionInfo, type RawClient, rawClientOf } from '../client/raw-client.ts'
import type { RequestParams } from './caller-operation.ts'
import { runTransaction, type TransactionInput } from './extension.ts'
import { installationFor, isInstalled } from './install-triggers.ts'
import type { Installation } from './installation.ts'
import { intercept } from './intercept.ts'
import { isInternal } from './internal-client.ts'

/** What Prisma 6.13 and before hand to a middleware. */
export interface MiddlewareParams {
  model?: string
  action: string
  args: Arguments
  dataPath: readonly string[]
  runInTransaction: boolean
}

export type Next = (params: MiddlewareParams & { transaction?: PrismaTransactionInfo }) => Promise<unknown>

/** A request on its way to the middlewares: what they are not told. */
interface RequestScope {
  transaction: PrismaTransactionInfo | undefined
  internal: boolean
}

type Requesting = RawClient & {
  $use?: unknown
  _request(this: RawClient, params: { transaction?: PrismaTransactionInfo }): Promise<unknown>
}

const requests = new AsyncLocalStorage<RequestScope>()

/** Prepares a client for a middleware: requests tell their transaction, and transactions are followed to their end. */
export function installMiddleware(client: unknown, engine: Triggers): Installation {
  const raw = rawClientOf(client) as Requesting
  if (typeof raw.$use !== 'function') throw unusable(raw)
  if (isInstalled(raw)) {
    throw new TriggerkitError({
      code: 'ALREADY_EXTENDED',
      message: 'This client has triggers() already. Call `$use(triggers(engine, { client }))` once for each client.',
    })
  }
  const installation = installationFor(raw, engine, 'middleware')
  const request = raw._request
  raw._request = function (this: RawClient, params) {
    const scope: RequestScope = { transaction: params.transaction, internal: isInternal(this) }
    return requests.run(scope, () => request.call(this, params))
  }
  const { $transaction } = raw
  const transact = function (this: RawClient, input: TransactionInput, options?: object): Promise<unknown> {
    return runTransaction(installation, $transaction, this, input, options)
  }
  Object.defineProperty(raw, '$transaction', { value: transact, configurable: true, writable: true })
  return installation
}

/** What the middleware does with one request. */
export function runMiddleware(
  installation: Installation | undefined,
  params: MiddlewareParams,
  next: Next,
): Promise<unknown> {
  if (installation === undefined) throw withoutClient()
  const scope = requests.getStore()
  if (scope === undefined || scope.internal) return next(params)
  const { model, action, args } = params
  return intercept(installation, {
    ...(model !== undefined && { model }),
    operation: action,
    args: args ?? {},
    __internalParams: { action, dataPath: params.dataPath, transaction: scope.transaction },
    query: (changed, request) =>
      next(request === undefined ? { ...params, args: changed } : changedParams(params, changed, request)),
  })
}

function changedParams(
  params: MiddlewareParams,
  args: Arguments,
  { action, dataPath, transaction }: RequestParams,
): Parameters<Next>[0] {
  const changed = { ...params, args, action, dataPath }
  return transaction === undefined ? changed : { ...changed, runInTransaction: true, transaction }
}

function unusable({ _clientVersion }: RawClient): TriggerkitError {
  return new TriggerkitError({
    code: 'CLIENT_INVALID',
    message: `Prisma ${_clientVersion} has no $use any more. Write \`prisma.$extends(triggers(engine))\` instead, without \`client\`.`,
  })
}

function withoutClient(): TriggerkitError {
  return new TriggerkitError({
    code: 'CLIENT_INVALID',
    message:
      'A middleware is not told its client, and triggers need it for the rows before a write and for what follows a commit; nothing was written. ' +
      'Write `prisma.$use(triggers(engine, { client: prisma }))`, or better `prisma.$extends(triggers(engine))`.',
  })
}
