import type { Row } from '@triggerkit/core/adapter'
import type { Arguments } from '../client/raw-client.ts'
import { keyOf, selectOf } from '../row/columns.ts'
import { uniqueWhereOfKey } from '../row/key-where.ts'
import type { PrismaTable } from '../schema/prisma-schema.ts'
import { uniqueCriteria } from '../write/unique-criteria.ts'
import { findDistinct } from './find-distinct.ts'
import type { NestedInput } from './nested-input.ts'
import { NestedMismatch } from './nested-mismatch.ts'
import type { NestedWriter } from './nested-writer.ts'
import { type RelationTo, relationTo } from './relation-to.ts'

/** Carries out what is nested through a relation whose foreign key is in the related rows, or in a link table. */
export async function writeRelated(
  writer: NestedWriter,
  table: PrismaTable,
  row: Row,
  input: NestedInput,
  isNew: boolean,
): Promise<void> {
  const { kind, where = {}, create = {}, update = {} } = input
  const to = relationTo(writer, table, row, input.relation)
  const { target } = to
  switch (kind) {
    case 'create':
      if (!input.relation.list && !isNew) await to.unlink({})
      return to.create(create)
    case 'createMany':
      return to.createMany(create)
    case 'connectOrCreate': {
      const found = await writer.find(target, where, selectOf(target.schema.key))
      if (!input.relation.list && !isNew) await to.unlink(found === null ? {} : others(target, where))
      return found === null ? to.create(create) : to.link([where])
    }
    case 'connect':
      if (!input.relation.list && !isNew) await to.unlink(others(target, where))
      return to.link(input.wheres ?? [where])
    case 'disconnect':
      return to.unlink(where)
    case 'set':
      return replaceRelated(writer, to, input.wheres ?? [])
    case 'update':
      await writer.update(
        target,
        uniqueWhereOfKey(target, await relatedOrMismatch(writer, target, where, to.scope)),
        update,
      )
      return
    case 'updateMany':
      await writer.write(target, 'updateMany', { where: { AND: [where, to.scope] }, data: update })
      return
    case 'upsert':
      return upsertRelated(writer, target, to.create, input, to.scope)
    case 'delete': {
      const key = await relatedOrMismatch(writer, target, where, to.scope)
      const args = { where: uniqueWhereOfKey(target, key), select: selectOf(target.schema.key) }
      await writer.write(target, 'delete', args)
      return
    }
    default:
      await writer.write(target, 'deleteMany', { where: { AND: [where, to.scope] } })
  }
}

/** Criteria of all rows but the one that these find. */
function others({ model }: PrismaTable, where: Arguments): Arguments {
  return { NOT: uniqueCriteria(model.uniques, where) }
}

/** `set`: rows that are not named are let go, those that are named are taken. Prisma minds one that is not there only where it has to link it. */
async function replaceRelated(writer: NestedWriter, to: RelationTo, wheres: readonly Arguments[]): Promise<void> {
  const { uniques } = to.target.model
  await to.unlink(wheres.length === 0 ? {} : { NOT: { OR: wheres.map((where) => uniqueCriteria(uniques, where)) } })
  const there = await findDistinct(writer, to.target, wheres)
  if (to.side === 'link' && there.length < wheres.length) throw new NestedMismatch()
  if (there.length > 0) await to.link(there.map((key) => uniqueWhereOfKey(to.target, key)))
}

async function upsertRelated(
  writer: NestedWriter,
  target: PrismaTable,
  make: (data: Arguments) => Promise<void>,
  { where = {}, create = {}, update = {} }: NestedInput,
  scope: Arguments,
): Promise<void> {
  const there = await findRelated(writer, target, where, scope)
  if (there === undefined) await make(create)
  else await writer.update(target, uniqueWhereOfKey(target, there), update)
}

async function relatedOrMismatch(
  writer: NestedWriter,
  target: PrismaTable,
  where: Arguments,
  scope: Arguments,
): Promise<Row> {
  const row = await findRelated(writer, target, where, scope)
  if (row === undefined) throw new NestedMismatch()
  return row
}

async function findRelated(
  writer: NestedWriter,
  target: PrismaTable,
  where: Arguments,
  scope: Arguments,
): Promise<Row | undefined> {
  const criteria = { AND: [uniqueCriteria(target.model.uniques, where), scope] }
  const [row] = await writer.findMany(target, criteria, selectOf(target.schema.key))
  return row && keyOf(target, row)
}
