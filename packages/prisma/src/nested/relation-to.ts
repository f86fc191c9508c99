import type { Row } from '@triggerkit/core/adapter'
import type { Arguments } from '../client/raw-client.ts'
import { keyOf, selectOf } from '../row/columns.ts'
import { uniqueWhereOfKey } from '../row/key-where.ts'
import type { ModelRelation } from '../schema/model.ts'
import type { PrismaTable } from '../schema/prisma-schema.ts'
import { uniqueCriteria } from '../write/unique-criteria.ts'
import { findDistinct } from './find-distinct.ts'
import { NestedMismatch } from './nested-mismatch.ts'
import type { NestedWriter } from './nested-writer.ts'

/** The rows that one row is related to, and how they come to be and cease to be so. */
export interface RelationTo {
  target: PrismaTable
  /** Where they are related: by a foreign key in the target's rows, or in a link table. */
  side: ModelRelation['side']
  /** Criteria of the rows that are related now. */
  scope: Arguments
  create(data: Arguments): Promise<void>
  createMany(args: Arguments): Promise<void>
  /** Relates rows that are there, each found by one of these. */
  link(wheres: readonly Arguments[]): Promise<void>
  /** Lets go of the related rows that meet the criteria. */
  unlink(where: Arguments): Promise<void>
}

export function relationTo(writer: NestedWriter, table: PrismaTable, row: Row, relation: ModelRelation): RelationTo {
  return relation.side === 'link'
    ? byLinkTable(writer, table, row, relation)
    : byForeignKey(writer, table, row, relation)
}

function byForeignKey(writer: NestedWriter, table: PrismaTable, row: Row, relation: ModelRelation): RelationTo {
  const target = writer.tableOf(relation.target)
  const { columns, references, name, list } = relation
  const key = Object.fromEntries(columns.map((column, index) => [column, row[references[index]!]]))
  const named = (keys: readonly Row[]): unknown => {
    const wheres = keys.map((each) => uniqueWhereOfKey(target, each))
    return list ? wheres : wheres[0]
  }
  return {
    target,
    side: relation.side,
    scope: key,
    create: async (data) => void (await writer.create(target, data, key)),
    async createMany({ data, ...args }) {
      const rows = (Array.isArray(data) ? data : [data]) as Arguments[]
      await writer.write(target, 'createMany', { ...args, data: rows.map((each) => ({ ...each, ...key })) })
    },
    async link(wheres) {
      const found = await findDistinct(writer, target, wheres)
      if (found.length < wheres.length) throw new NestedMismatch()
      await writer.relink(target, {
        where: { OR: found },
        columns: key,
        send: (keys) => writer.through(table, row, { [name]: { connect: named(keys) } }),
      })
    },
    async unlink(where) {
      await writer.relink(target, {
        where: { AND: [uniqueCriteria(target.model.uniques, where), key] },
        columns: Object.fromEntries(columns.map((column) => [column, null])),
        send: (keys) => writer.through(table, row, { [name]: { disconnect: list ? named(keys) : true } }),
      })
    },
  }
}

/** A link table is no model: its rows are no Changes. */
function byLinkTable(writer: NestedWriter, table: PrismaTable, row: Row, relation: ModelRelation): RelationTo {
  const target = writer.tableOf(relation.target)
  const { name, inverse } = relation
  const link = (wheres: readonly Arguments[]): Promise<void> =>
    writer.through(table, row, { [name]: { connect: wheres } })
  return {
    target,
    side: relation.side,
    scope: { [inverse]: { some: keyOf(table, row) } },
    async create(data) {
      const made = await writer.create(target, data)
      if (made !== null) await link([uniqueWhereOfKey(target, made)])
    },
    createMany: () => Promise.reject(new NestedMismatch()),
    link,
    async unlink(where) {
      const criteria = uniqueCriteria(target.model.uniques, where)
      const scope = { [inverse]: { some: keyOf(table, row) } }
      const rows = await writer.findMany(target, { AND: [criteria, scope] }, selectOf(target.schema.key))
      const wheres = rows.map((each) => uniqueWhereOfKey(target, each))
      if (wheres.length > 0) await writer.through(table, row, { [name]: { disconnect: wheres } })
    },
  }
}
