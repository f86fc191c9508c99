import type {
  AlterationGroup,
  LookedRow,
  LookRequest,
  Row,
  SeenRow,
  SeeRequest,
  VettedRow,
} from '@triggerkit/core/adapter'
import { WriteConflictError } from '@triggerkit/core/adapter'
import type { ClientSession } from 'mongoose'
import type { Document } from '../mongoose-like.ts'
import { altersPart, alterUpdate } from '../update/alter-update.ts'
import { foreseeUpdate } from '../update/foresee-update.ts'
import { columnsGivenBy } from '../update/given-columns.ts'
import { alterDocument } from './cast-alteration.ts'
import { byId, CriteriaWrite } from './criteria-write.ts'
import { idText, type MongooseWrite, withAlteration } from './mongoose-write.ts'

/** `updateOne`, `updateMany`, `replaceOne`, `findOneAndUpdate`, `findOneAndReplace` without `upsert`. */
export class UpdateWrite extends CriteriaWrite {
  override readonly operation: 'update' | 'upsert' = 'update'

  get givenColumns(): string[] | undefined {
    return columnsGivenBy(this.call.update, this.table)
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
