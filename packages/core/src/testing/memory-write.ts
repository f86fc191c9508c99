import type { RowFilter } from '../adapter/row-filter.ts'
import type { RowUpdate } from '../adapter/row-update.ts'
import type { LookedRow, LookRequest, SeenRow, SeeRequest, VettedRow, Write } from '../adapter/write.ts'
import type { Row } from '../change/change.ts'
import type { TableSchema } from '../schema/schema.ts'
import type { MemoryConnection } from './memory-connection.ts'
import type { MemoryDatabase } from './memory-database.ts'
import { matchesFilter } from './memory-filter.ts'

interface MemoryRequest {
  given?: Row[]
  where?: RowFilter
  update?: RowUpdate
}

/** A Write of a `MemoryDatabase`: rows given to insert, or a filter to update or delete by. */
export class MemoryWrite implements Write<MemoryConnection> {
  readonly table: TableSchema
  readonly operation: 'insert' | 'update' | 'delete'
  readonly handle?: MemoryConnection
  readonly #database: MemoryDatabase
  readonly #request: MemoryRequest
  #made: Row[] = []
  #count = 0

  constructor(
    database: MemoryDatabase,
    table: TableSchema,
    operation: 'insert' | 'update' | 'delete',
    handle: MemoryConnection | undefined,
    request: MemoryRequest,
  ) {
    this.#database = database
    this.table = table
    this.operation = operation
    this.handle = handle
    this.#request = request
  }

  get inTransaction(): boolean {
    return this.handle?.inTransaction ?? false
  }

  get givenColumns(): string[] | undefined {
    const { update } = this.#request
    return update && Object.values(update).flatMap((fields) => Object.keys(fields ?? {}))
  }

  async passThrough(): Promise<unknown> {
    for await (const looked of this.look(undefined, {
      previous: 'all',
      next: 'all',
      lock: false,
      batchSize: Number.MAX_SAFE_INTEGER,
    })) {
      await this.write(undefined, looked)
    }
    return this.result()
  }

  async *look(_handle: MemoryConnection | undefined, request: LookRequest): AsyncIterable<LookedRow[]> {
    const looked = this.operation === 'insert' ? this.#given() : this.#matching()
    for (let at = 0; at < looked.length; at += request.batchSize) yield looked.slice(at, at + request.batchSize)
  }

  async write(_handle: MemoryConnection | undefined, rows: VettedRow[], _request?: SeeRequest): Promise<SeenRow[]> {
    return rows.map((row) => {
      this.#count++
      if (row.operation === 'insert') return this.#insert(row)
      if (row.operation === 'delete') return this.#delete(row)
      return this.#update(row)
    })
  }

  async *writeDirectly(handle: MemoryConnection | undefined, request: SeeRequest): AsyncIterable<SeenRow[]> {
    const looks = { previous: request.previous, next: request.record, lock: false, batchSize: request.batchSize }
    for await (const looked of this.look(handle, looks)) yield await this.write(handle, looked)
  }

  get directNeedsTransaction(): boolean {
    return false
  }

  result(): unknown {
    return this.operation === 'insert' ? this.#made.map((row) => ({ ...row })) : this.#count
  }

  reset(): void {
    this.#made = []
    this.#count = 0
  }

  #given(): LookedRow[] {
    return (this.#request.given ?? []).map((input) => ({ operation: 'insert', next: this.#columnsOf(input), input }))
  }

  #matching(): LookedRow[] {
    const { where = {}, update = {} } = this.#request
    return this.#database
      .table(this.table.name)
      .filter((row) => matchesFilter(row, where))
      .map((token) => {
        const previous = { ...token }
        const next = this.operation === 'update' ? this.#database.applyUpdate(previous, update) : { ...previous }
        return { operation: this.operation, key: this.#keyOf(previous), previous, next, token }
      })
  }

  #insert(row: VettedRow): SeenRow {
    const made = { ...row.next, ...row.alteration }
    for (const name of this.table.key) made[name] ??= this.#database.nextId()
    this.#database.table(this.table.name).push(made)
    this.#made.push(made)
    const given = Object.keys(made).filter((name) => made[name] !== undefined)
    return { operation: 'insert', key: this.#keyOf(made), record: { ...made }, input: row.input, given }
  }

  #update(row: VettedRow): SeenRow {
    const live = row.token as Row
    Object.assign(live, row.next, row.alteration)
    return { operation: 'update', key: this.#keyOf(live), record: { ...live }, previousRecord: row.previous }
  }

  #delete(row: VettedRow): SeenRow {
    const rows = this.#database.table(this.table.name)
    rows.splice(rows.indexOf(row.token as Row), 1)
    return { operation: 'delete', key: row.key!, record: { ...row.previous }, previousRecord: row.previous }
  }

  #keyOf(row: Row): Row {
    return Object.fromEntries(this.table.key.map((name) => [name, row[name]]))
  }

  #columnsOf(input: Row): Row {
    return Object.fromEntries(Object.entries(input).filter(([name]) => this.table.columns.has(name)))
  }
}
