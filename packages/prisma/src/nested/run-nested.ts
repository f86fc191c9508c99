import { type Row, WriteConflictError } from '@triggerkit/core/adapter'
import type { Arguments } from '../client/raw-client.ts'
import type { CallerOperation } from '../install/caller-operation.ts'
import type { Installation } from '../install/installation.ts'
import { selectOf } from '../row/columns.ts'
import { uniqueWhereOfKey } from '../row/key-where.ts'
import { inOwnTransaction, inSavepoint } from '../transaction/in-transaction.ts'
import type { PrismaTransaction } from '../transaction/prisma-transaction.ts'
import { isPrismaError } from '../write/prisma-error.ts'
import { NestedMismatch } from './nested-mismatch.ts'
import { NestedWriter } from './nested-writer.ts'

/** A nested write, all of it or nothing; what the caller gets, value or error, is what Prisma gives. */
export async function runNested(
  installation: Installation,
  caller: CallerOperation,
  transaction: PrismaTransaction | undefined,
): Promise<unknown> {
  const refusal = await caller.refusal()
  if (refusal !== undefined) throw refusal
  try {
    return await installation.binding.atomic(transaction, transaction !== undefined, (handle) =>
      perform(installation, caller, handle!),
    )
  } catch (error) {
    throw await asPrismaSays(installation, caller, transaction, error)
  }
}

async function perform(
  installation: Installation,
  caller: CallerOperation,
  transaction: PrismaTransaction,
): Promise<unknown> {
  const { table, args } = caller
  const row = await writeRows(new NestedWriter(installation, transaction), caller)
  if (row === null) return null
  const { select, include, omit } = args
  const read = {
    where: uniqueWhereOfKey(table, row),
    ...(select !== undefined && { select }),
    ...(include !== undefined && { include }),
    ...(omit !== undefined && { omit }),
  }
  return caller.answerOf(await caller.send(transaction, read, 'findUniqueOrThrow'))
}

async function writeRows(writer: NestedWriter, { table, operation, args }: CallerOperation): Promise<Row | null> {
  const { where, data, create, update } = args as Record<string, Arguments>
  if (operation === 'create') return writer.create(table, data!)
  if (operation === 'update') return writer.update(table, where!, data!)
  const there = await writer.find(table, where!, selectOf(table.schema.key))
  return there === null ? writer.create(table, create!) : writer.update(table, where!, update!)
}

/**
 * Prisma's own error, where a part failed: the whole operation is sent as the application asked for it, in a transaction that is rolled back
 * whatever comes of it.
 */
async function asPrismaSays(
  installation: Installation,
  caller: CallerOperation,
  transaction: PrismaTransaction | undefined,
  error: unknown,
): Promise<unknown> {
  const isMismatch = error instanceof NestedMismatch
  if (!isMismatch && !isPrismaError(error)) return error
  const rolledBack = new Error('rolled back')
  const send = async (inside: PrismaTransaction): Promise<never> => {
    await caller.send(inside, caller.args)
    throw rolledBack
  }
  try {
    if (transaction === undefined) await inOwnTransaction(installation, {}, send)
    else await inSavepoint(transaction, installation.binding.transactions, send)
  } catch (own) {
    if (own !== rolledBack) return own
  }
  return isMismatch ? new WriteConflictError({ table: caller.table.schema.name, cause: error }) : error
}
