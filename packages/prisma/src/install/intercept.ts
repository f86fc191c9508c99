import { UnsupportedWriteError, type Write, type WriteOperation } from '@triggerkit/core/adapter'
import type { PrismaTransaction } from '../transaction/prisma-transaction.ts'
import { CreateManyWrite } from '../write/create-many-write.ts'
import { CreateWrite } from '../write/create-write.ts'
import { DeleteManyWrite } from '../write/delete-many-write.ts'
import { DeleteWrite } from '../write/delete-write.ts'
import { UpdateManyWrite } from '../write/update-many-write.ts'
import { UpdateWrite } from '../write/update-write.ts'
import { UpsertWrite } from '../write/upsert-write.ts'
import { CallerOperation, type InterceptedOperation } from './caller-operation.ts'
import type { Installation } from './installation.ts'

type WriteClass = new (
  installation: Installation,
  caller: CallerOperation,
  transaction: PrismaTransaction | undefined,
) => Write<PrismaTransaction>

interface WriteKind {
  operation: WriteOperation
  create: WriteClass
}

/** Prisma's operations that write, by name. */
const writes: Readonly<Record<string, WriteKind>> = {
  create: { operation: 'insert', create: CreateWrite },
  createMany: { operation: 'insert', create: CreateManyWrite },
  createManyAndReturn: { operation: 'insert', create: CreateManyWrite },
  update: { operation: 'update', create: UpdateWrite },
  updateMany: { operation: 'update', create: UpdateManyWrite },
  updateManyAndReturn: { operation: 'update', create: UpdateManyWrite },
  upsert: { operation: 'upsert', create: UpsertWrite },
  delete: { operation: 'delete', create: DeleteWrite },
  deleteMany: { operation: 'delete', create: DeleteManyWrite },
}

/** Step 1: what happens to every operation of a client with triggers. */
export function intercept(installation: Installation, intercepted: InterceptedOperation): Promise<unknown> {
  const { model, operation, args, query, __internalParams: params } = intercepted
  const kind = Object.hasOwn(writes, operation) ? writes[operation] : undefined
  if (kind === undefined || model === undefined || !installation.binding.active) return query(args)
  const table = installation.schema.tableOf(model)
  const { transaction: info } = params
  if (table === undefined || !installation.binding.matches(table.schema, kind.operation, info !== undefined))
    return query(args)
  if (info?.kind === 'batch') throw inForeignBatch(model, operation)
  const transaction = info === undefined ? undefined : installation.transactions.of(String(info.id))
  const caller = new CallerOperation(table, intercepted)
  return installation.binding.run(new kind.create(installation, caller, transaction)).catch(async (error) => {
    throw await caller.asOwnError(error)
  })
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
