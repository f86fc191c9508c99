import type { LookedRow, LookRequest, SeenRow, SeeRequest, VettedRow, Write } from '@triggerkit/core/adapter'
import type { Arguments } from '../client/raw-client.ts'
import { keyOf } from '../row/columns.ts'
import { keyInWhere, narrowWhere, whereOfKeys } from '../row/key-where.ts'
import { lookByKeys, lookByWhere, type RowLook } from '../row/look-rows.ts'
import { changingColumns, updatedRow } from '../row/next-row.ts'
import type { PrismaTransaction } from '../transaction/prisma-transaction.ts'
import { uniqueCriteria } from './unique-criteria.ts'
import { lookedColumns, PrismaWrite } from './write-base.ts'

/** `update` of one row. */
export class UpdateWrite extends PrismaWrite implements Write<PrismaTransaction> {
  readonly operation = 'update'
  #answer: unknown = null
  #found = false

  get givenColumns(): readonly string[] {
    return changingColumns(this.on.model, this.#data)
  }

  async *look(handle: PrismaTransaction | undefined, request: LookRequest): AsyncIterable<LookedRow[]> {
    const look = this.lookFor(handle, request, lookedColumns(request))
    const [previous] = await lookUnique(look, this.on.model.uniques, this.args.where)
    if (previous === undefined) return
    this.#found = true
    const next = updatedRow(this.on.model, previous, this.#data)
    yield [{ operation: 'update', key: keyOf(this.on, previous), previous, next, input: this.#data }]
  }

  async write(handle: PrismaTransaction | undefined, rows: VettedRow[], request: SeeRequest): Promise<SeenRow[]> {
    const [row] = rows
    if (row === undefined) {
      this.#answer = this.#found ? await this.#asItIs(handle) : await this.caller.send(handle, this.args)
      return []
    }
    const data = { ...this.#data, ...row.alteration }
    const where = narrowWhere(this.args.where, whereOfKeys(this.on, [row.key!]))
    const widened = this.widen({ ...this.args, where, data }, request.record)
    const made = (await this.caller.send(handle, widened.args).catch(async (error) => {
      throw await this.asConflict(error, handle, where)
    })) as Arguments
    this.#answer = widened.narrow(made)
    const record = widened.wanted(made)
    return [
      { operation: 'update', key: keyOf(this.on, record), record, previousRecord: row.previous, input: row.input },
    ]
  }

  result(): unknown {
    return this.caller.answerOf(this.#answer)
  }

  reset(): void {
    this.#answer = null
    this.#found = false
  }

  protected override get keyGoes(): boolean {
    return this.givenColumns.some((name) => this.table.key.includes(name))
  }

  /** A before-trigger dropped the row: the caller gets it as it stands. */
  #asItIs(handle: PrismaTransaction | undefined): Promise<unknown> {
    const { data: _data, ...args } = this.args
    return this.caller.send(handle, args, 'findUnique')
  }

  get #data(): Arguments {
    return (this.args.data ?? {}) as Arguments
  }
}

/** The row that a unique `where` finds, read by its key at once where that is all it names. */
export async function lookUnique(
  look: RowLook,
  uniques: ReadonlyMap<string, readonly string[]>,
  where: unknown,
): Promise<Arguments[]> {
  const key = look.lock === undefined || !look.dialect.capabilities.locks ? undefined : keyInWhere(look.table, where)
  if (key !== undefined) return lookByKeys(look, [key])
  return lookByWhere(look, uniqueCriteria(uniques, where), 1)
}
