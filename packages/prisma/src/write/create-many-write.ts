import {
  keyText,
  type LookedRow,
  type LookRequest,
  type Row,
  type SeenRow,
  type SeeRequest,
  type VettedRow,
  type Write,
} from '@triggerkit/core/adapter'
import { type Arguments, delegateOf } from '../client/raw-client.ts'
import { columnNames, keyOf, selectOf } from '../row/columns.ts'
import { whereOfKeys } from '../row/key-where.ts'
import { givenColumns, insertedRow } from '../row/next-row.ts'
import type { PrismaTransaction } from '../transaction/prisma-transaction.ts'
import { InsertedRows } from './inserted-rows.ts'
import { PrismaWrite } from './write-base.ts'

/** `createMany` and `createManyAndReturn`. Rows are known by their place in the caller's list, which is their token. */
export class CreateManyWrite extends PrismaWrite implements Write<PrismaTransaction> {
  readonly operation = 'insert'
  readonly directNeedsTransaction: boolean
  readonly #returns: boolean = this.caller.operation === 'createManyAndReturn'
  #count = 0
  #rows: Arguments[] = []
  #answered = false

  constructor(...parameters: ConstructorParameters<typeof PrismaWrite>) {
    super(...parameters)
    this.directNeedsTransaction = !this.installation.dialect.capabilities.returning.insert || this.#data.length > 1_000
  }

  async *look(_handle: PrismaTransaction | undefined, request: LookRequest): AsyncIterable<LookedRow[]> {
    for (let start = 0; start < this.#data.length; start += request.batchSize) {
      yield this.#data.slice(start, start + request.batchSize).map((input, offset) => {
        const next = insertedRow(this.on.model, input)
        const key = keyOf(this.on, next)
        const isWhole = this.table.key.every((name) => key[name] !== undefined)
        return { operation: 'insert' as const, ...(isWhole && { key }), next, input, token: start + offset }
      })
    }
  }

  async write(handle: PrismaTransaction | undefined, rows: VettedRow[], request: SeeRequest): Promise<SeenRow[]> {
    if (rows.length === 0) {
      if (!this.#answered && this.#data.length === 0) await this.caller.send(handle, this.args)
      this.#answered = true
      return []
    }
    this.#answered = true
    const data = rows.map((row) => ({ ...this.#data[row.token as number]!, ...row.alteration }))
    const made = await this.#send(handle, data, request)
    return made.map(({ record, index }) => ({
      operation: 'insert',
      key: keyOf(this.on, record),
      record,
      input: index === undefined ? undefined : rows[index]!.input,
      given: index === undefined ? givenColumns(this.on.model, data[0]!) : givenColumns(this.on.model, data[index]!),
    }))
  }

  async *writeDirectly(handle: PrismaTransaction | undefined, request: SeeRequest): AsyncIterable<SeenRow[]> {
    let batches = 0
    const look = { previous: [], next: [], lock: false, batchSize: request.batchSize }
    for await (const rows of this.look(handle, look)) {
      batches++
      yield await this.write(handle, rows, request)
    }
    if (batches === 0) await this.write(handle, [], request)
  }

  result(): unknown {
    return this.#returns ? this.#rows : { count: this.#count }
  }

  reset(): void {
    this.#count = 0
    this.#rows = []
    this.#answered = false
  }

  get #data(): Arguments[] {
    const { data } = this.args
    return Array.isArray(data) ? (data as Arguments[]) : data === undefined ? [] : [data as Arguments]
  }

  async #send(
    handle: PrismaTransaction | undefined,
    data: Arguments[],
    request: SeeRequest,
  ): Promise<{ record: Row; index: number | undefined }[]> {
    const args = { ...this.args, data }
    if (!this.#returns && !this.installation.dialect.capabilities.returning.insert)
      return this.#insertAndFind(handle, args, data, request)
    const widened = this.#returns
      ? this.widen(args, request.record)
      : { ...this.widen({}, request.record), args: { ...args, select: selectOf(columnNames(this.on, request.record)) } }
    const made = (await this.caller.send(handle, widened.args, 'createManyAndReturn')) as Arguments[]
    this.#count += made.length
    this.#rows.push(...made.map((row) => widened.narrow(row)))
    return this.#matched(
      made.map((row) => widened.wanted(row)),
      data,
    )
  }

  /** Where rows come back in the order given, and where `skipDuplicates` left some out by their key, if they were given one. */
  #matched(records: Row[], data: readonly Arguments[]): { record: Row; index: number | undefined }[] {
    if (records.length === data.length) return records.map((record, index) => ({ record, index }))
    const indexes = new Map(data.map((row, index) => [keyText(this.table.key, insertedRow(this.on.model, row)), index]))
    return records.map((record) => ({ record, index: indexes.get(keyText(this.table.key, record)) }))
  }

  /** The database returns no rows: they are found by the keys that were given, else by the ones that it counted (R18). */
  async #insertAndFind(
    handle: PrismaTransaction | undefined,
    args: Arguments,
    data: Arguments[],
    request: SeeRequest,
  ): Promise<{ record: Row; index: number | undefined }[]> {
    const inserted = new InsertedRows(this.on, this.clientOf(handle), data)
    await inserted.before(args.skipDuplicates === true)
    if (!inserted.findable) return this.#oneByOne(handle, data, request)
    const { count } = (await this.caller.send(handle, args)) as { count: number }
    this.#count += count
    const keys = await inserted.keys(count)
    if (keys.length === 0) return []
    const { findMany } = delegateOf(this.clientOf(handle), this.on.model.delegate)
    const select = selectOf(columnNames(this.on, request.record))
    const records = (await findMany!({
      where: whereOfKeys(
        this.on,
        keys.map(({ key }) => key),
      ),
      select,
    })) as Row[]
    const byKey = new Map(records.map((record) => [keyText(this.table.key, record), record]))
    return keys.flatMap(({ key, index }) => {
      const record = byKey.get(keyText(this.table.key, key))
      return record === undefined ? [] : [{ record, index }]
    })
  }

  /** Keys that Prisma makes itself (`uuid()`, `cuid()`) are told only by a `create` of each row. */
  async #oneByOne(
    handle: PrismaTransaction | undefined,
    data: readonly Arguments[],
    request: SeeRequest,
  ): Promise<{ record: Row; index: number }[]> {
    const records: { record: Row; index: number }[] = []
    const select = selectOf(columnNames(this.on, request.record))
    for (const [index, each] of data.entries()) {
      records.push({ record: (await this.caller.send(handle, { data: each, select }, 'create')) as Row, index })
    }
    this.#count += records.length
    return records
  }
}
