import { keyText, type Row } from '@triggerkit/core/adapter'
import { type Arguments, delegateOf, type RawClient } from '../client/raw-client.ts'
import { keyOf, selectOf } from '../row/columns.ts'
import { whereOfKeys } from '../row/key-where.ts'
import { insertedRow } from '../row/next-row.ts'
import type { PrismaTable } from '../schema/prisma-schema.ts'

/** Finds the rows that a `createMany` made on a database that returns none: by given keys, or by LAST_INSERT_ID and their count (R18). */
export class InsertedRows {
  readonly #table: PrismaTable
  readonly #client: RawClient
  readonly #given: Row[]
  readonly #areGiven: boolean
  /** With `skipDuplicates`: keys that were there before. */
  #there = new Set<string>()
  #skips = false

  constructor(table: PrismaTable, client: RawClient, data: readonly Arguments[]) {
    this.#table = table
    this.#client = client
    this.#given = data.map((row) => keyOf(table, insertedRow(table.model, row)))
    this.#areGiven = this.#given.every((key) => table.schema.key.every((name) => key[name] !== undefined))
  }

  /** Looks at what `skipDuplicates` will leave out. */
  async before(skips: boolean): Promise<void> {
    this.#skips = skips
    if (!skips || !this.#areGiven || this.#given.length === 0) return
    const { findMany } = delegateOf(this.#client, this.#table.model.delegate)
    const rows = (await findMany!({
      where: whereOfKeys(this.#table, this.#given),
      select: selectOf(this.#table.schema.key),
    })) as Row[]
    this.#there = new Set(rows.map((row) => this.#text(row)))
  }

  /** Whether it can be told which rows were made. */
  get findable(): boolean {
    if (this.#areGiven) return true
    const { key } = this.#table.schema
    return (
      !this.#skips &&
      key.length === 1 &&
      this.#counts(key[0]!) &&
      this.#given.every((each) => each[key[0]!] === undefined)
    )
  }

  async keys(count: number): Promise<{ key: Row; index: number }[]> {
    if (this.#areGiven) {
      const all = this.#given.map((key, index) => ({ key, index }))
      return all.filter(({ key }) => !this.#there.has(this.#text(key)))
    }
    const [name] = this.#table.schema.key
    const [row] = await this.#client.$queryRawUnsafe('SELECT LAST_INSERT_ID() AS id')
    const first = BigInt(String(row!.id))
    const isBig = this.#table.model.columns.get(name!)!.kind === 'bigint'
    return Array.from({ length: count }, (_, index) => {
      const id = first + BigInt(index)
      return { key: { [name!]: isBig ? id : Number(id) }, index }
    })
  }

  #counts(name: string): boolean {
    return this.#table.model.columns.get(name)!.counts
  }

  #text(row: Row): string {
    return keyText(this.#table.schema.key, row)
  }
}
