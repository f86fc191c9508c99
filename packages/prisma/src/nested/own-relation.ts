import { type Row, UnsupportedWriteError } from '@triggerkit/core/adapter'
import type { Arguments } from '../client/raw-client.ts'
import { keyOf, selectOf } from '../row/columns.ts'
import { uniqueWhereOfKey } from '../row/key-where.ts'
import type { ModelRelation } from '../schema/model.ts'
import type { PrismaTable } from '../schema/prisma-schema.ts'
import type { NestedInput } from './nested-input.ts'
import { NestedMismatch } from './nested-mismatch.ts'
import type { NestedWriter } from './nested-writer.ts'
import { relationTo } from './relation-to.ts'

/** What becomes of the row's foreign key, and what has to wait until it is written. */
interface OwnKey {
  columns: Arguments
  afterwards?: () => Promise<void>
}

/** Carries out what is nested through a relation whose foreign key is in the row itself; `previous` is the row before, of an update. */
export async function writeThroughOwnKey(
  writer: NestedWriter,
  table: PrismaTable,
  input: NestedInput,
  previous: Row | undefined,
): Promise<OwnKey> {
  const { relation, kind, where, create = {}, update = {} } = input
  const target = writer.tableOf(relation.target)
  const related = (): Promise<Row | undefined> => relatedRow(writer, target, input, previous)
  switch (kind) {
    case 'create':
      return { columns: await referenceToNew(writer, target, relation, create) }
    case 'connect':
    case 'connectOrCreate': {
      const found = await findTarget(writer, target, relation, where)
      if (found === undefined && kind === 'connectOrCreate')
        return { columns: await referenceToNew(writer, target, relation, create) }
      const columns = reference(relation, found)
      await takeFromOther(writer, table, input, found!, previous)
      return { columns }
    }
    case 'disconnect': {
      if (where !== undefined && Object.keys(where).length > 0 && (await related()) === undefined)
        return { columns: {} }
      return { columns: emptied(relation) }
    }
    case 'upsert': {
      const there = await related()
      if (there === undefined) return { columns: await referenceToNew(writer, target, relation, create) }
      await writer.update(target, uniqueWhereOfKey(target, there), update)
      return { columns: {} }
    }
    case 'update':
      await writer.update(target, uniqueWhereOfKey(target, orMismatch(await related())), update)
      return { columns: {} }
    default: {
      const there = orMismatch(await related())
      const args = { where: uniqueWhereOfKey(target, there), select: selectOf(target.schema.key) }
      return { columns: emptied(relation), afterwards: async () => void (await writer.write(target, 'delete', args)) }
    }
  }
}

/** The row that is referred to now, if it also meets the criteria that were given. */
async function relatedRow(
  writer: NestedWriter,
  target: PrismaTable,
  { relation, where = {} }: NestedInput,
  previous: Row | undefined,
): Promise<Row | undefined> {
  const { columns, references } = relation
  if (previous === undefined || columns.some((column) => previous[column] === null)) return undefined
  const isReferred = Object.fromEntries(references.map((name, index) => [name, previous[columns[index]!]]))
  const [row] = await writer.findMany(target, { AND: [where, isReferred] }, selectOf(target.schema.key))
  return row
}

function orMismatch(row: Row | undefined): Row {
  if (row === undefined) throw new NestedMismatch()
  return row
}

/** The foreign key to a new row; left as it is where a trigger dropped that row and the reference may do without. */
async function referenceToNew(
  writer: NestedWriter,
  target: PrismaTable,
  relation: ModelRelation,
  data: Arguments,
): Promise<Arguments> {
  const row = await writer.create(target, data, {}, relation.references)
  if (row !== null) return reference(relation, row)
  if (relation.optional) return {}
  throw new UnsupportedWriteError({
    table: target.schema.name,
    operation: 'create',
    message: `A before-trigger dropped a new ${target.schema.name} that the row which refers to it cannot do without. Reject the write instead.`,
  })
}

async function findTarget(
  writer: NestedWriter,
  target: PrismaTable,
  { references }: ModelRelation,
  where: Arguments = {},
): Promise<Row | undefined> {
  return (await writer.find(target, where, selectOf([...target.schema.key, ...references]))) ?? undefined
}

/** Where only one row may refer to the target, the one that does so now lets go of it. */
async function takeFromOther(
  writer: NestedWriter,
  table: PrismaTable,
  { relation, kind }: NestedInput,
  row: Row,
  previous: Row | undefined,
): Promise<void> {
  const target = writer.tableOf(relation.target)
  const inverse = target.model.relations.get(relation.inverse)!
  if (inverse.list) return
  // Prisma's `connectOrCreate` minds even that it is the row itself, where the relation is required.
  const sparesItself = previous !== undefined && (relation.optional || kind === 'connect')
  await relationTo(writer, target, row, inverse).unlink(sparesItself ? { NOT: keyOf(table, previous) } : {})
}

function reference({ columns, references }: ModelRelation, row: Row | undefined): Arguments {
  if (row === undefined) throw new NestedMismatch()
  return Object.fromEntries(columns.map((column, index) => [column, row[references[index]!]]))
}

function emptied({ columns }: ModelRelation): Arguments {
  return Object.fromEntries(columns.map((column) => [column, null]))
}
