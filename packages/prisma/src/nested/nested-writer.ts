import type { Row } from '@triggerkit/core/adapter'
import { type Arguments, delegateOf } from '../client/raw-client.ts'
import type { Installation } from '../install/installation.ts'
import { selectOf } from '../row/columns.ts'
import { narrowWhere, uniqueWhereOfKey, whereOfKeys } from '../row/key-where.ts'
import type { PrismaTable } from '../schema/prisma-schema.ts'
import type { PrismaTransaction } from '../transaction/prisma-transaction.ts'
import { writeKindOf } from '../write/write-kinds.ts'
import { createInBulk } from './create-in-bulk.ts'
import { type NestedInput, splitData } from './nested-input.ts'
import { NestedMismatch } from './nested-mismatch.ts'
import { writeThroughOwnKey } from './own-relation.ts'
import { PartOperation } from './part-operation.ts'
import { writeRelated } from './related-rows.ts'
import { type Relink, RelinkWrite } from './relink-write.ts'

/**
 * Carries out a nested write as Prisma itself does, one flat operation after the other in one transaction: rows that the row refers to, the row,
 * rows that refer to it. Each is a Write of its own, with its before-triggers and what is seen of it.
 */
export class NestedWriter {
  readonly installation: Installation
  readonly #transaction: PrismaTransaction

  constructor(installation: Installation, transaction: PrismaTransaction) {
    this.installation = installation
    this.#transaction = transaction
  }

  /**
   * Makes a row and all that is nested in it; `link` has columns that come from where it is nested. Its key and the `wanted` columns; null where
   * a trigger dropped it.
   */
  async create(
    table: PrismaTable,
    data: Arguments,
    link: Arguments = {},
    wanted: readonly string[] = [],
  ): Promise<Row | null> {
    const { columns, own, related } = splitData(table.model, data)
    const keys = await this.#ownKeys(table, own, undefined)
    const select = { ...this.#selectFor(table, related), ...selectOf(wanted) }
    const row = (await this.write(table, 'create', {
      data: { ...columns, ...keys.columns, ...link },
      select,
    })) as Row | null
    if (row === null) return null
    for (const input of this.#inBulk(related)) await writeRelated(this, table, row, input, true)
    return row
  }

  /** Changes the row that `where` finds, and all that is nested in `data`. */
  async update(table: PrismaTable, where: Arguments, data: Arguments): Promise<Row> {
    const { columns, own, related } = splitData(table.model, data)
    const select = this.#selectFor(table, [...related, ...own])
    const previous = await this.find(table, where, select)
    if (previous === null) throw new NestedMismatch()
    const keys = await this.#ownKeys(table, own, previous)
    const changed = { ...columns, ...keys.columns }
    let row = previous
    if (Object.values(changed).some((value) => value !== undefined)) {
      const args = { where: narrowWhere(where, whereOfKeys(table, [previous])), data: changed, select }
      row = ((await this.write(table, 'update', args)) as Row | null) ?? previous
    }
    for (const afterwards of keys.afterwards) await afterwards()
    for (const input of this.#inBulk(related)) await writeRelated(this, table, row, input, false)
    return row
  }

  /** One flat operation; through the core where triggers have to see it. */
  async write(table: PrismaTable, operation: string, args: Arguments): Promise<unknown> {
    const part = new PartOperation(this.#transaction, table, operation, args)
    const kind = writeKindOf(operation)!
    const { binding } = this.installation
    if (!binding.matches(table.schema, kind.operation, true)) return part.passThrough()
    return await binding.run(new kind.create(this.installation, part, this.#transaction))
  }

  /** Sets or empties the foreign key of related rows. */
  async relink(table: PrismaTable, relink: Relink): Promise<void> {
    const { binding } = this.installation
    const part = new PartOperation(this.#transaction, table, 'update', {})
    const write = new RelinkWrite(this.installation, part, this.#transaction, relink)
    if (binding.matches(table.schema, 'update', true)) {
      await binding.run(write)
      return
    }
    const rows = await this.findMany(table, relink.where, selectOf(table.schema.key))
    if (rows.length > 0) await relink.send(rows)
  }

  /** What Prisma does through a relation of one row, without any Change of that row itself. */
  async through(table: PrismaTable, row: Row, data: Arguments): Promise<void> {
    const { update } = delegateOf(this.#transaction.client, table.model.delegate)
    await update!({ where: uniqueWhereOfKey(table, row), data, select: selectOf(table.schema.key) })
  }

  async find(table: PrismaTable, where: Arguments, select: Arguments): Promise<Row | null> {
    const { findUnique } = delegateOf(this.#transaction.client, table.model.delegate)
    return (await findUnique!({ where, select })) as Row | null
  }

  async findMany(table: PrismaTable, where: Arguments, select: Arguments): Promise<Row[]> {
    const { findMany } = delegateOf(this.#transaction.client, table.model.delegate)
    return (await findMany!({ where, select })) as Row[]
  }

  tableOf(model: string): PrismaTable {
    return this.installation.schema.tableOf(model)!
  }

  /** The foreign keys of a row, as what is nested in it makes them; and what can be done only once they are written. */
  async #ownKeys(
    table: PrismaTable,
    inputs: readonly NestedInput[],
    previous: Row | undefined,
  ): Promise<{ columns: Arguments; afterwards: (() => Promise<void>)[] }> {
    const columns: Arguments = {}
    const afterwards: (() => Promise<void>)[] = []
    for (const input of inputs) {
      const through = await writeThroughOwnKey(this, table, input, previous)
      Object.assign(columns, through.columns)
      if (through.afterwards !== undefined) afterwards.push(through.afterwards)
    }
    return { columns, afterwards }
  }

  #inBulk(inputs: readonly NestedInput[]): NestedInput[] {
    return createInBulk(inputs, (name) => this.tableOf(name).model)
  }

  /** The key, and the columns on this side of the relations. */
  #selectFor({ schema }: PrismaTable, inputs: readonly NestedInput[]): Arguments {
    const names = inputs.flatMap(({ relation }) => (relation.side === 'own' ? relation.columns : relation.references))
    return selectOf([...new Set([...schema.key, ...names])])
  }
}
