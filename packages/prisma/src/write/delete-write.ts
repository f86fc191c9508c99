import type { LookedRow, LookRequest, SeenRow, SeeRequest, VettedRow, Write } from '@triggerkit/core/adapter'
import { keyOf } from '../row/columns.ts'
import { narrowWhere, whereOfKeys } from '../row/key-where.ts'
import type { PrismaTransaction } from '../transaction/prisma-transaction.ts'
import { lookUnique } from './update-write.ts'
import { lookedColumns, PrismaWrite } from './write-base.ts'

/** `delete` of one row. */
export class DeleteWrite extends PrismaWrite implements Write<PrismaTransaction> {
  readonly operation = 'delete'
  #answer: unknown = null
  #found = false

  async *look(handle: PrismaTransaction | undefined, request: LookRequest): AsyncIterable<LookedRow[]> {
    const columns = lookedColumns(request)
    const [previous] = await lookUnique(this.lookFor(handle, request, columns), this.on.model.uniques, this.args.where)
    if (previous === undefined) return
    this.#found = true
    yield [{ operation: 'delete', key: keyOf(this.on, previous), previous, next: previous }]
  }

  async write(handle: PrismaTransaction | undefined, rows: VettedRow[], _request: SeeRequest): Promise<SeenRow[]> {
    const [row] = rows
    if (row === undefined) {
      this.#answer = await this.caller.send(handle, this.args, this.#found ? 'findUnique' : undefined)
      return []
    }
    const where = narrowWhere(this.args.where, whereOfKeys(this.on, [row.key!]))
    this.#answer = await this.caller.send(handle, { ...this.args, where }).catch(async (error) => {
      throw await this.asConflict(error, handle, where)
    })
    return [{ operation: 'delete', key: row.key!, record: row.previous!, previousRecord: row.previous }]
  }

  /** The row as it was; as it stands where a before-trigger dropped it from the Write. */
  result(): unknown {
    return this.caller.answerOf(this.#answer)
  }

  reset(): void {
    this.#answer = null
    this.#found = false
  }

  protected override get keyGoes(): boolean {
    return true
  }
}
