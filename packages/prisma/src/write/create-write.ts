import type { LookedRow, LookRequest, SeenRow, SeeRequest, VettedRow, Write } from '@triggerkit/core/adapter'
import type { Arguments } from '../client/raw-client.ts'
import { keyOf } from '../row/columns.ts'
import { givenColumns, insertedRow } from '../row/next-row.ts'
import type { PrismaTransaction } from '../transaction/prisma-transaction.ts'
import { PrismaWrite } from './write-base.ts'

/** `create`. */
export class CreateWrite extends PrismaWrite implements Write<PrismaTransaction> {
  readonly operation = 'insert'
  readonly directNeedsTransaction: boolean = false
  #answer: unknown = null

  async *look(_handle: PrismaTransaction | undefined, _request: LookRequest): AsyncIterable<LookedRow[]> {
    const next = insertedRow(this.on.model, this.#data)
    const key = keyOf(this.on, next)
    const isWhole = this.table.key.every((name) => key[name] !== undefined)
    yield [{ operation: 'insert', ...(isWhole && { key }), next, input: this.#data }]
  }

  async write(handle: PrismaTransaction | undefined, rows: VettedRow[], request: SeeRequest): Promise<SeenRow[]> {
    const [row] = rows
    if (row === undefined) return []
    const data = { ...this.#data, ...row.alteration }
    const widened = this.widen({ ...this.args, data }, request.record)
    const made = (await this.caller.send(handle, widened.args)) as Arguments
    this.#answer = widened.narrow(made)
    const record = widened.wanted(made)
    return [
      {
        operation: 'insert',
        key: keyOf(this.on, record),
        record,
        input: row.input,
        given: givenColumns(this.on.model, data),
      },
    ]
  }

  async *writeDirectly(handle: PrismaTransaction | undefined, request: SeeRequest): AsyncIterable<SeenRow[]> {
    const look = { previous: [], next: [], lock: false, batchSize: request.batchSize }
    for await (const rows of this.look(handle, look)) yield await this.write(handle, rows, request)
  }

  /** The row; null where a before-trigger dropped it. */
  result(): unknown {
    return this.caller.answerOf(this.#answer)
  }

  reset(): void {
    this.#answer = null
  }

  get #data(): Arguments {
    return (this.args.data ?? {}) as Arguments
  }
}
