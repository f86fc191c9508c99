import {
  groupByAlteration,
  keyText,
  type LookedRow,
  type LookRequest,
  type Row,
  type SeenRow,
  type SeeRequest,
  type VettedRow,
  type Write,
  WriteConflictError,
} from '@triggerkit/core/adapter'
import { type Arguments, delegateOf } from '../client/raw-client.ts'
import { columnNames, keyOf, pick, selectOf } from '../row/columns.ts'
import { narrowWhere, whereOfKeys } from '../row/key-where.ts'
import { changingColumns, updatedRow } from '../row/next-row.ts'
import type { PrismaTransaction } from '../transaction/prisma-transaction.ts'
import { looksByKey } from './look-batches.ts'
import { lookedColumns, PrismaWrite } from './write-base.ts'

/** `updateMany` and `updateManyAndReturn`. */
export class UpdateManyWrite extends PrismaWrite implements Write<PrismaTransaction> {
  readonly operation = 'update'
  readonly #returns: boolean = this.caller.operation === 'updateManyAndReturn'
  #count = 0
  #rows: Arguments[] = []
  #answered = false

  get givenColumns(): readonly string[] {
    return changingColumns(this.on.model, this.#data)
  }

  async *look(handle: PrismaTransaction | undefined, request: LookRequest): AsyncIterable<LookedRow[]> {
    const columns = lookedColumns(request)
    const look = this.lookFor(handle, request, columns)
    for await (const batch of looksByKey(look, this.args, request.batchSize)) {
      yield batch.map((previous) => ({
        operation: 'update' as const,
        key: keyOf(this.on, previous),
        previous,
        next: updatedRow(this.on.model, previous, this.#data),
        input: this.#data,
      }))
    }
  }

  async write(handle: PrismaTransaction | undefined, rows: VettedRow[], request: SeeRequest): Promise<SeenRow[]> {
    const seen: SeenRow[] = []
    for (const { alteration, rows: some } of groupByAlteration(rows)) {
      for (const part of this.byStatement(some))
        seen.push(...(await this.#writeGroup(handle, part, alteration, request)))
    }
    if (rows.length === 0 && !this.#answered) await this.#writeNone(handle)
    this.#answered = true
    return seen
  }

  result(): unknown {
    return this.#returns ? this.#rows : { count: this.#count }
  }

  reset(): void {
    this.#count = 0
    this.#rows = []
    this.#answered = false
  }

  protected override get keyGoes(): boolean {
    return this.givenColumns.some((name) => this.table.key.includes(name))
  }

  async #writeGroup(
    handle: PrismaTransaction | undefined,
    rows: VettedRow[],
    alteration: Row | undefined,
    request: SeeRequest,
  ): Promise<SeenRow[]> {
    const data = { ...this.#data, ...alteration }
    const { limit: _limit, ...args } = this.args
    const where = narrowWhere(
      this.args.where,
      whereOfKeys(
        this.on,
        rows.map(({ key }) => key!),
      ),
    )
    const nextKeys = rows.map((row) => keyText(this.table.key, this.nextKey(row.key!, { ...row.next, ...alteration })))
    const made = await this.#send(handle, { ...args, where, data }, rows, request)
    const byKey = new Map(made.map((record) => [keyText(this.table.key, record), record]))
    return rows.flatMap((row, index): SeenRow[] => {
      const record = byKey.get(nextKeys[index]!)
      if (record === undefined) return []
      return [
        { operation: 'update', key: keyOf(this.on, record), record, previousRecord: row.previous, input: row.input },
      ]
    })
  }

  /** The rows as they now are, by the statement's own answer where it has one. */
  async #send(
    handle: PrismaTransaction | undefined,
    args: Arguments,
    rows: VettedRow[],
    request: SeeRequest,
  ): Promise<Row[]> {
    if (!this.#returns && !this.installation.dialect.capabilities.returning.update) {
      const { count } = (await this.caller.send(handle, args)) as { count: number }
      this.#assertAll(count, rows)
      this.#count += count
      return this.#readBack(handle, rows, args.data as Arguments, request)
    }
    const widened = this.#returns
      ? this.widen(args, request.record)
      : { ...this.widen({}, request.record), args: { ...args, select: selectOf(columnNames(this.on, request.record)) } }
    const made = (await this.caller.send(handle, widened.args, 'updateManyAndReturn')) as Arguments[]
    this.#assertAll(made.length, rows)
    this.#count += made.length
    this.#rows.push(...made.map((row) => widened.narrow(row)))
    return made.map((row) => widened.wanted(row))
  }

  async #readBack(
    handle: PrismaTransaction | undefined,
    rows: VettedRow[],
    data: Arguments,
    request: SeeRequest,
  ): Promise<Row[]> {
    const names = columnNames(this.on, request.record)
    const keys = rows.map((row) =>
      this.nextKey(row.key!, updatedRow(this.on.model, row.key!, pick(data, this.table.key))),
    )
    const where = whereOfKeys(this.on, keys)
    const { findMany } = delegateOf(this.clientOf(handle), this.on.model.delegate)
    return (await findMany!({ where, select: selectOf(names) })) as Row[]
  }

  /** No row matches, or triggers dropped all: what the caller gets of a write of none, with its errors. */
  async #writeNone(handle: PrismaTransaction | undefined): Promise<void> {
    await this.caller.send(handle, { ...this.args, where: narrowWhere(this.args.where, whereOfKeys(this.on, [])) })
  }

  #assertAll(found: number, rows: readonly VettedRow[]): void {
    if (found < rows.length) throw new WriteConflictError({ table: this.table.name, expected: rows.length, found })
  }

  get #data(): Arguments {
    return (this.args.data ?? {}) as Arguments
  }
}
