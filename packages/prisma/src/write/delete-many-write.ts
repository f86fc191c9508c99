import {
  type LookedRow,
  type LookRequest,
  type SeenRow,
  type SeeRequest,
  type VettedRow,
  type Write,
  WriteConflictError,
} from '@triggerkit/core/adapter'
import { keyOf } from '../row/columns.ts'
import { narrowWhere, whereOfKeys } from '../row/key-where.ts'
import type { PrismaTransaction } from '../transaction/prisma-transaction.ts'
import { looksByKey } from './look-batches.ts'
import { lookedColumns, PrismaWrite } from './write-base.ts'

/** `deleteMany`. */
export class DeleteManyWrite extends PrismaWrite implements Write<PrismaTransaction> {
  readonly operation = 'delete'
  #count = 0
  #answered = false

  async *look(handle: PrismaTransaction | undefined, request: LookRequest): AsyncIterable<LookedRow[]> {
    const columns = lookedColumns(request)
    for await (const batch of looksByKey(this.lookFor(handle, request, columns), this.args, request.batchSize)) {
      yield batch.map((previous) => ({
        operation: 'delete' as const,
        key: keyOf(this.on, previous),
        previous,
        next: previous,
      }))
    }
  }

  async write(handle: PrismaTransaction | undefined, rows: VettedRow[], _request: SeeRequest): Promise<SeenRow[]> {
    const { limit: _limit, ...args } = this.args
    const parts = this.byStatement(rows)
    for (const part of parts.length === 0 && !this.#answered ? [[]] : parts) {
      const where = narrowWhere(
        this.args.where,
        whereOfKeys(
          this.on,
          part.map(({ key }) => key!),
        ),
      )
      const { count } = (await this.caller.send(handle, { ...args, where })) as { count: number }
      if (count < part.length)
        throw new WriteConflictError({ table: this.table.name, expected: part.length, found: count })
      this.#count += count
    }
    this.#answered = true
    return rows.map((row) => ({
      operation: 'delete',
      key: row.key!,
      record: row.previous!,
      previousRecord: row.previous,
    }))
  }

  result(): unknown {
    return { count: this.#count }
  }

  reset(): void {
    this.#count = 0
    this.#answered = false
  }

  protected override get keyGoes(): boolean {
    return true
  }
}
