import {
  type LookedRow,
  type LookRequest,
  type SeenRow,
  type SeeRequest,
  type VettedRow,
  type Write,
  WriteConflictError,
} from '@triggerkit/core/adapter'
import type { Arguments } from '../client/raw-client.ts'
import { keyOf } from '../row/columns.ts'
import { narrowWhere, whereOfKeys } from '../row/key-where.ts'
import { givenColumns, insertedRow, updatedRow } from '../row/next-row.ts'
import type { PrismaTransaction } from '../transaction/prisma-transaction.ts'
import { isUniqueViolation } from './prisma-error.ts'
import { uniqueCriteria } from './unique-criteria.ts'
import { lookUnique } from './update-write.ts'
import { lookedColumns, PrismaWrite } from './write-base.ts'

/** How often a conflict is taken for a row that came in between. */
const lookAgain = 3

/** `upsert`: the look decides whether it is an insert or an update, and a conflict in between makes it look again (R13). */
export class UpsertWrite extends PrismaWrite implements Write<PrismaTransaction> {
  readonly operation = 'upsert'
  #answer: unknown = null
  #conflicts = 0

  async *look(handle: PrismaTransaction | undefined, request: LookRequest): AsyncIterable<LookedRow[]> {
    const columns = lookedColumns(request)
    const { uniques } = this.on.model
    // Without a lock first: a lock of what is not there would make others wait for it, and MariaDB deadlock.
    const unlocked = await lookUnique(this.lookFor(handle, { lock: false }, []), uniques, this.args.where)
    const [previous] =
      unlocked.length === 0 ? [] : await lookUnique(this.lookFor(handle, request, columns), uniques, this.args.where)
    if (previous === undefined) {
      const next = insertedRow(this.on.model, this.#create)
      const key = keyOf(this.on, next)
      const isWhole = this.table.key.every((name) => key[name] !== undefined)
      yield [{ operation: 'insert', ...(isWhole && { key }), next, input: this.#create }]
      return
    }
    const next = updatedRow(this.on.model, previous, this.#update)
    yield [{ operation: 'update', key: keyOf(this.on, previous), previous, next, input: this.#update }]
  }

  async write(handle: PrismaTransaction | undefined, rows: VettedRow[], request: SeeRequest): Promise<SeenRow[]> {
    const [row] = rows
    const { create: _create, update: _update, ...rest } = this.args
    if (row === undefined) {
      this.#answer = await this.caller.send(handle, rest, 'findUnique')
      return []
    }
    const isInsert = row.operation === 'insert'
    const data = { ...(isInsert ? this.#create : this.#update), ...row.alteration }
    const { where: _where, ...selection } = rest
    const args = isInsert
      ? { ...selection, data }
      : { ...rest, where: narrowWhere(this.args.where, whereOfKeys(this.on, [row.key!])), data }
    const widened = this.widen(args, request.record)
    const made = await this.#send(handle, widened.args, isInsert)
    this.#answer = widened.narrow(made)
    const record = widened.wanted(made)
    const key = keyOf(this.on, record)
    if (isInsert)
      return [{ operation: 'insert', key, record, input: row.input, given: givenColumns(this.on.model, data) }]
    return [{ operation: 'update', key, record, previousRecord: row.previous, input: row.input }]
  }

  result(): unknown {
    return this.caller.answerOf(this.#answer)
  }

  reset(): void {
    this.#answer = null
  }

  protected override get keyGoes(): boolean {
    return givenColumns(this.on.model, this.#update).some((name) => this.table.key.includes(name))
  }

  /** A row that came in between the look and the write is found by looking again; any other unique constraint is the caller's error. */
  async #send(handle: PrismaTransaction | undefined, args: Arguments, isInsert: boolean): Promise<Arguments> {
    try {
      return (await this.caller.send(handle, args, isInsert ? 'create' : 'update')) as Arguments
    } catch (error) {
      if (!isInsert || !isUniqueViolation(error) || !this.#mayBeThere()) throw error
      throw new WriteConflictError({ table: this.table.name, cameBetween: true, cause: error })
    }
  }

  /** Whether the row that was not there may be the one in the way: the new one has the very values that it was looked for by. */
  #mayBeThere(): boolean {
    this.#conflicts++
    if (this.#conflicts > lookAgain) return false
    const where = uniqueCriteria(this.on.model.uniques, this.args.where)
    const named = Object.entries(where).filter(([name]) => this.on.model.columns.has(name) && name !== 'AND')
    return named.every(([name, value]) => String(this.#create[name]) === String(value))
  }

  get #create(): Arguments {
    return (this.args.create ?? {}) as Arguments
  }

  get #update(): Arguments {
    return (this.args.update ?? {}) as Arguments
  }
}
