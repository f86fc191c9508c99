import {
  type LookedRow,
  type LookRequest,
  type SeenRow,
  type SeeRequest,
  type VettedRow,
  WriteConflictError,
} from '@triggerkit/core/adapter'
import type { ClientSession } from 'mongoose'
import type { Document } from '../mongoose-like.ts'
import { isPlain, writeAt } from '../row/paths.ts'
import { columnsIn } from '../schema/mongoose-table.ts'
import { alterUpdate } from '../update/alter-update.ts'
import { foreseeUpdate, hasOperators } from '../update/foresee-update.ts'
import type { Answer } from './criteria-write.ts'
import { idText, withAlteration } from './mongoose-write.ts'
import { UpdateWrite } from './update-write.ts'

/** An update with `upsert: true`: of what the filter finds, or an insert (R13). */
export class UpsertWrite extends UpdateWrite {
  override readonly operation = 'upsert'

  override async *look(handle: ClientSession | undefined, request: LookRequest): AsyncIterable<LookedRow[]> {
    let isThere = false
    for await (const rows of super.look(handle, request)) {
      isThere = true
      yield rows
    }
    if (!isThere) yield [{ operation: 'insert', next: this.#inserted(), input: this.input }]
  }

  override async write(handle: ClientSession | undefined, rows: VettedRow[], request: SeeRequest): Promise<SeenRow[]> {
    const [row] = rows
    if (row?.operation !== 'insert') return super.write(handle, rows, request)
    const alteration = this.cast(row.alteration)
    const { update, options } = this.call
    const next = withAlteration(row.next, alteration)
    const isFind = this.call.method.startsWith('findOneAnd')
    const answer = (await this.send(
      handle,
      {
        ...(alteration !== undefined && { update: alterUpdate(update, alteration, next) }),
        ...(handle?.inTransaction() ? {} : this.#onlyInserting(next)),
      },
      isFind ? { includeResultMetadata: true } : {},
    )) as Document
    const id = isFind ? (answer.lastErrorObject as Document | undefined)?.upserted : answer.upsertedId
    if (id === undefined || id === null)
      throw new WriteConflictError({ table: this.table.name, expected: 0, found: 1, cameBetween: true })
    this.answered((isFind && !options.includeResultMetadata ? answer.value : answer) as Answer)
    const record = (await this.readBack(handle, [id])).get(idText(id))
    if (record === undefined) throw new WriteConflictError({ table: this.table.name, expected: 1, found: 0 })
    return [
      { operation: 'insert', key: { _id: id }, record, input: row.input, given: columnsIn(this.call.table, record) },
    ]
  }

  /** Triggers dropped the one document: nothing may be inserted in its place. */
  protected override get optionsOfNone(): Document {
    return { upsert: false }
  }

  /** Without a transaction a document may have come in between, which is not to be updated unvetted: one with this id there cannot be. */
  #onlyInserting(next: Document): { filter?: Document } {
    const { filter = {}, table, update } = this.call
    const { _id: type } = table.model.schema.paths
    const givesKey = Object.hasOwn(filter, '_id') || Object.hasOwn(next, '_id') || Array.isArray(update)
    if (givesKey || type?.instance !== 'ObjectId') return {}
    return { filter: { ...filter, _id: new table.model.base.mongo.ObjectId() } }
  }

  /** The document that the database is going to insert. */
  #inserted(): Document {
    const { update, filter = {} } = this.call
    const base: Document = {}
    if (Array.isArray(update) || hasOperators(update ?? {})) equalities(filter, base)
    else if (isEquality(filter._id)) base._id = filter._id
    if (Array.isArray(update)) return base
    return foreseeUpdate(
      base,
      this.asStored(update ?? {}),
      { filter, ...(this.call.options.arrayFilters && { arrayFilters: this.call.options.arrayFilters }) },
      { isInsert: true, table: this.table.name },
    )
  }
}

/** What the filter has fields be equal to is in the inserted document. */
function equalities(filter: Document, into: Document): void {
  for (const [name, value] of Object.entries(filter)) {
    if (name === '$and' && Array.isArray(value)) for (const each of value) equalities(each as Document, into)
    else if (!name.startsWith('$') && isEquality(value)) writeAt(into, name.split('.'), operandOf(value))
  }
}

function isEquality(value: unknown): boolean {
  if (value === undefined || value instanceof RegExp) return false
  return !isPlain(value) || !Object.keys(value)[0]?.startsWith('$') || Object.hasOwn(value, '$eq')
}

function operandOf(value: unknown): unknown {
  return isPlain(value) && Object.hasOwn(value, '$eq') ? value.$eq : value
}
