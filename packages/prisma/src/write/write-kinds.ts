import type { Write, WriteOperation } from '@triggerkit/core/adapter'
import type { Installation } from '../install/installation.ts'
import type { PrismaTransaction } from '../transaction/prisma-transaction.ts'
import { CreateManyWrite } from './create-many-write.ts'
import { CreateWrite } from './create-write.ts'
import { DeleteManyWrite } from './delete-many-write.ts'
import { DeleteWrite } from './delete-write.ts'
import type { OperationSource } from './operation-source.ts'
import { UpdateManyWrite } from './update-many-write.ts'
import { UpdateWrite } from './update-write.ts'
import { UpsertWrite } from './upsert-write.ts'

type WriteClass = new (
  installation: Installation,
  source: OperationSource,
  transaction: PrismaTransaction | undefined,
) => Write<PrismaTransaction>

export interface WriteKind {
  operation: WriteOperation
  create: WriteClass
}

/** Prisma's operations that write, by name. */
const writeKinds: Readonly<Record<string, WriteKind>> = {
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

/** What a Prisma operation does; undefined of one that does not write. */
export function writeKindOf(operation: string): WriteKind | undefined {
  return Object.hasOwn(writeKinds, operation) ? writeKinds[operation] : undefined
}
