import { UnsupportedWriteError, type WriteOperation } from '@triggerkit/core/adapter'
import { setsReference } from '../nested/nested-input.ts'
import { runNested } from '../nested/run-nested.ts'
import { touchesMatched } from '../nested/touches.ts'
import type { PrismaTable } from '../schema/prisma-schema.ts'
import { writeKindOf } from '../write/write-kinds.ts'
import { CallerOperation, type InterceptedOperation } from './caller-operation.ts'
import type { Installation } from './installation.ts'

/** Step 1: what happens to every operation of a client with triggers. */
export function intercept(installation: Installation, intercepted: InterceptedOperation): Promise<unknown> {
  const { model, operation, args, query, __internalParams: params } = intercepted
  if (!installation.binding.active) return pass(installation, intercepted)
  const { transaction: info } = params
  const kind = writeKindOf(operation)
  const table = kind === undefined || model === undefined ? undefined : installation.schema.tableOf(model)
  if (kind === undefined || table === undefined) return pass(installation, intercepted)
  const matches = (on: PrismaTable, what: WriteOperation): boolean =>
    installation.binding.matches(on.schema, what, info !== undefined)
  const isMatched = matches(table, kind.operation)
  const isNested = [args.data, args.create, args.update].some(
    (data) =>
      (isMatched && setsReference(table.model, data)) || touchesMatched(installation.schema, table, data, matches),
  )
  if (!isNested && !isMatched) return pass(installation, intercepted)
  if (info?.kind === 'batch') throw inForeignBatch(table.schema.name, operation)
  if (info !== undefined && installation.transactions.isOver(String(info.id))) return query(args)
  if (info === undefined) installation.connection?.assertNotHeldByCaller()
  const transaction = info === undefined ? undefined : installation.transactions.of(String(info.id))
  const caller = new CallerOperation(table, intercepted)
  if (isNested) return runNested(installation, caller, transaction)
  return installation.binding.run(new kind.create(installation, caller, transaction)).catch(async (error) => {
    throw await caller.asOwnError(error)
  })
}

/** An operation that no trigger has to see. On SQLite it must not end up in a transaction that was opened for triggers (R8). */
function pass({ connection }: Installation, intercepted: InterceptedOperation): Promise<unknown> {
  const { model, operation, args, query, __internalParams: params } = intercepted
  if (!connection?.isOurs || params.transaction !== undefined) return query(args)
  return connection.outside(() => query(args), model === undefined ? operation : `${model}.${operation}`)
}

/** Batches of this client are run one by one; this one another extension has put together, and nothing can be read in it. */
function inForeignBatch(model: string, operation: string): UnsupportedWriteError {
  return new UnsupportedWriteError({
    table: model,
    operation,
    message:
      `${model}.${operation} has triggers, and an extension that was added before triggers() runs it in a $transaction([…]) of its own, ` +
      'in which nothing can be looked at. Use `$transaction(async (tx) => …)` in that extension, or add it after triggers().',
  })
}
