import type {
  AlterationGroup,
  LookedRow,
  LookRequest,
  Row,
  SeenRow,
  SeeRequest,
  VettedRow,
  Write,
} from '@triggerkit/core/adapter'
import { WriteConflictError } from '@triggerkit/core/adapter'
import type { ClientSession } from 'mongoose'
import type { Document } from '../mongoose-like.ts'
import { copyDocument } from '../row/paths.ts'
import { learnColumns } from '../schema/mongoose-table.ts'
import { altersPart, alterUpdate } from '../update/alter-update.ts'
import { foreseeUpdate, isExact } from '../update/foresee-update.ts'
import { columnsGivenBy } from '../update/given-columns.ts'
import { alterDocument } from './cast-alteration.ts'
import { byId, CriteriaWrite } from './criteria-write.ts'
import { methodInOne } from './direct-write.ts'
import { idText, type MongooseWrite, withAlteration } from './mongoose-write.ts'

const ofOne = { acknowledged: true, matchedCount: 1, modifiedCount: 0, upsertedId: null, upsertedCount: 0 }

/** `updateOne`, `updateMany`, `replaceOne`, `findOneAndUpdate`, `findOneAndReplace` without `upsert`. */
export class UpdateWrite extends CriteriaWrite {
  override readonly operation: 'update' | 'upsert' = 'update'

  get givenColumns(): string[] | undefined {
    return columnsGivenBy(this.call.update, this.table)
  }

  /** Where the one command that writes also gives the document as it was, and leaves no doubt about what it has become. */
  get writeDirectly(): Write<ClientSession>['writeDirectly'] {
    return this.operation === 'update' && methodInOne(this.call) !== undefined ? this.writeInOne : undefined
  }

  get directNeedsTransaction(): boolean {
    return !isExact(this.call.update)
  }

  protected async *writeInOne(handle: ClientSession | undefined): AsyncIterable<SeenRow[]> {
    const { method, options } = this.call
    const previousRecord = await this.sendInOne(handle, methodInOne(this.call)!, { returnDocument: 'before' })
    if (previousRecord === null) {
      this.answered(method.startsWith('findOneAnd') ? null : { ...ofOne, matchedCount: 0 })
      return
    }
    const key = { _id: previousRecord._id }
    const record = isExact(this.call.update)
      ? (await this.foresee(handle, [previousRecord]))[0]!
      : (await this.readBack(handle, [key._id])).get(idText(key._id))
    if (record === undefined) throw new WriteConflictError({ table: this.table.name, expected: 1, found: 0 })
    learnColumns(this.call.table, record)
    if (method.startsWith('findOneAnd'))
      this.answered(copyDocument(options.returnDocument === 'after' ? record : previousRecord))
    else this.answered({ ...ofOne, modifiedCount: this.isSame(previousRecord, record) ? 0 : 1 })
    yield [{ operation: 'update', key, record, previousRecord, input: this.input }]
  }

  protected async toRows(
    handle: ClientSession | undefined,
    documents: Document[],
    request: LookRequest,
  ): Promise<LookedRow[]> {
    const next = request.next.length > 0 ? await this.foresee(handle, documents) : documents
    return documents.map((previous, index) => ({
      operation: 'update' as const,
      key: { _id: previous._id },
      previous,
      next: next[index]!,
      input: this.input,
    }))
  }

  /** Where an alteration is a part of what the caller's update makes of a document, each is written on its own. */
  protected override groups(rows: VettedRow[]): AlterationGroup[] {
    return super
      .groups(rows)
      .flatMap(({ alteration, rows: some }) =>
        alteration !== undefined && altersPart(this.call.update, alteration)
          ? some.map((row) => ({ alteration, rows: [row] }))
          : [{ alteration, rows: some }],
      )
  }

  protected toSend(rows: readonly VettedRow[], alteration: Row | undefined): Partial<MongooseWrite['call']> {
    const filter = this.narrowed(rows)
    if (alteration === undefined) return { filter }
    return { filter, update: alterUpdate(this.call.update, alteration, withAlteration(rows[0]!.next, alteration)) }
  }

  protected async see(
    handle: ClientSession | undefined,
    rows: readonly VettedRow[],
    request: SeeRequest,
    alteration: Row | undefined,
  ): Promise<SeenRow[]> {
    const held = this.call.held?.[0]
    if (held !== undefined && alteration !== undefined) alterDocument(held, alteration)
    // In a transaction nothing comes between the look and the write.
    const isKnown = handle?.inTransaction() && alteration === undefined && isExact(this.call.update)
    if (isKnown) return this.#foreseen(handle, rows)
    const isRead = request.record.length > 0 || request.previous.length > 0
    const documents = isRead
      ? await this.readBack(
          handle,
          rows.map(({ key }) => key!._id),
        )
      : new Map<string, Document>()
    return rows.map((row) => {
      const record = isRead ? byId(documents, row) : row.next
      if (record === undefined)
        throw new WriteConflictError({ table: this.table.name, expected: rows.length, found: 0 })
      return { operation: 'update' as const, key: row.key!, record, previousRecord: row.previous, input: row.input }
    })
  }

  async #foreseen(handle: ClientSession | undefined, rows: readonly VettedRow[]): Promise<SeenRow[]> {
    const records = await this.foresee(
      handle,
      rows.map(({ previous }) => previous!),
    )
    return rows.map(({ key, previous, input }, index) => {
      const record = records[index]!
      learnColumns(this.call.table, record)
      return { operation: 'update' as const, key: key!, record, previousRecord: previous, input }
    })
  }

  /** What the caller gives: of operators what they set. */
  protected get input(): Document | undefined {
    const { update } = this.call
    if (update === undefined || Array.isArray(update)) return undefined
    return (
      (update.$set as Document | undefined) ?? (Object.keys(update).some((name) => name.startsWith('$')) ? {} : update)
    )
  }

  /** The documents as they will be (R14): what a pipeline makes of them the database works out. */
  protected async foresee(handle: ClientSession | undefined, documents: readonly Document[]): Promise<Document[]> {
    const { update, filter = {}, options } = this.call
    if (!Array.isArray(update)) {
      const positions = { filter, ...(options.arrayFilters && { arrayFilters: options.arrayFilters }) }
      const given = this.asStored(update ?? {})
      return documents.map((document) => foreseeUpdate(document, given, positions, { table: this.table.name }))
    }
    const ids = documents.map(({ _id }) => _id)
    const pipeline = [{ $match: { _id: { $in: ids } } }, ...update]
    const found = (await this.call.watched.aggregate(pipeline, handle && { session: handle })) as Document[]
    const next = new Map(found.map((document) => [idText(document._id), document]))
    return documents.map((document) => next.get(idText(document._id)) ?? document)
  }
}
