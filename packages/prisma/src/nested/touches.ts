import type { WriteOperation } from '@triggerkit/core/adapter'
import type { Arguments } from '../client/raw-client.ts'
import type { PrismaSchema, PrismaTable } from '../schema/prisma-schema.ts'
import { type NestedInput, type NestedKind, splitData } from './nested-input.ts'

type Matches = (table: PrismaTable, operation: WriteOperation) => boolean

/** What each kind does to the related rows themselves. */
const operations: Readonly<Record<NestedKind, readonly WriteOperation[]>> = {
  create: ['insert'],
  createMany: ['insert'],
  connectOrCreate: ['insert'],
  connect: [],
  disconnect: [],
  set: [],
  update: ['update'],
  updateMany: ['update'],
  upsert: ['insert', 'update'],
  delete: ['delete'],
  deleteMany: ['delete'],
}

/** Kinds that move rows which hold the foreign key from one parent to another, or to none. */
const relinking: ReadonlySet<NestedKind> = new Set([
  'create',
  'connectOrCreate',
  'connect',
  'disconnect',
  'set',
  'upsert',
])

/** Whether triggers have to see any of the rows that `data` writes through relations, at any depth. */
export function touchesMatched(schema: PrismaSchema, table: PrismaTable, data: unknown, matches: Matches): boolean {
  if (data === null || typeof data !== 'object') return false
  const { own, related } = splitData(table.model, data as Arguments)
  return [...own, ...related].some((input) => inputMatches(schema, input, matches))
}

function inputMatches(schema: PrismaSchema, input: NestedInput, matches: Matches): boolean {
  const { relation, kind, create, update } = input
  const target = schema.tableOf(relation.target)!
  if (operations[kind]?.some((operation) => matches(target, operation))) return true
  if (relation.side === 'target' && relinking.has(kind) && matches(target, 'update')) return true
  if (kind === 'createMany') return false
  return touchesMatched(schema, target, create, matches) || touchesMatched(schema, target, update, matches)
}
