import type { LookedRow, LookRequest, SeenRow, SeeRequest, VettedRow, Write } from '@triggerkit/core/adapter'
import type { ClientSession } from 'mongoose'
import type { Document } from '../mongoose-like.ts'
import { copyDocument } from '../row/paths.ts'
import { columnsIn, learnColumns } from '../schema/mongoose-table.ts'
import { alterDocument } from './cast-alteration.ts'
import { MongooseWrite, withAlteration } from './mongoose-write.ts'

/** `insertOne` and `insertMany`. */
export class InsertWrite extends MongooseWrite implements Write<ClientSession> {
  readonly operation = 'insert'
  readonly #insertedIds: Record<number, unknown> = {}
  /** What the database refused a part of the documents with, outside a transaction: the caller's error, once triggers have seen the rest. */
  refused: unknown
  #acknowledged = true

  async *look(_handle: ClientSession | undefined, { batchSize }: LookRequest): AsyncIterable<LookedRow[]> {
    const documents = this.call.documents!
    for (let start = 0; start < documents.length; start += batchSize) {
      yield documents.slice(start, start + batchSize).map((given, offset) => {
        const document = toPlainDocument(given)
        // As the driver does: the caller's own object gets the id too.
        if (document._id === undefined) document._id = given._id = new this.call.table.model.base.mongo.ObjectId()
        return {
          operation: 'insert' as const,
          key: { _id: document._id },
          next: this.asStored(document),
          input: document,
          token: { index: start + offset, document },
        }
      })
    }
  }

  readonly directNeedsTransaction = false

  /** All in one command: where the database refuses a part of them, triggers see what stays. */
  async *writeDirectly(handle: ClientSession | undefined, { batchSize }: SeeRequest): AsyncIterable<SeenRow[]> {
    const whole = { previous: [], next: [], lock: false, batchSize: Number.POSITIVE_INFINITY }
    for await (const rows of this.look(handle, whole)) {
      const seen = await this.write(handle, rows)
      for (let start = 0; start < seen.length; start += batchSize) yield seen.slice(start, start + batchSize)
    }
  }

  async write(handle: ClientSession | undefined, rows: VettedRow[]): Promise<SeenRow[]> {
    const made = rows.map((row) => {
      const { index, document } = row.token as { index: number; document: Document }
      const alteration = this.cast(row.alteration)
      return { index, row, alteration, document: alteration ? withAlteration(document, alteration) : document }
    })
    const failed =
      made.length > 0
        ? await this.#insert(
            handle,
            made.map(({ document }) => document),
          )
        : undefined
    return made
      .filter((_made, at) => failed?.(at) !== true)
      .map(({ index, row, alteration, document }) => {
        this.#insertedIds[index] = document._id
        if (alteration !== undefined) this.#tellHolder(index, alteration, document._id)
        const record = alteration ? this.asStored(document) : row.next
        learnColumns(this.call.table, record)
        return {
          operation: 'insert' as const,
          key: { _id: record._id },
          record,
          input: row.input,
          given: columnsIn(this.call.table, record),
        }
      })
  }

  result(): unknown {
    const acknowledged = this.#acknowledged
    if (this.call.method === 'insertOne') return { acknowledged, insertedId: this.call.documents![0]!._id }
    const insertedIds = { ...this.#insertedIds }
    // A document that saves itself has done so, when triggers dropped it, too.
    this.call.held?.forEach((held, index) => {
      if (held !== undefined) insertedIds[index] ??= this.call.documents![index]!._id
    })
    return { acknowledged, insertedCount: Object.keys(insertedIds).length, insertedIds }
  }

  reset(): void {
    for (const index of Object.keys(this.#insertedIds)) delete this.#insertedIds[Number(index)]
  }

  /** Outside a transaction what precedes the document that was refused, and with `ordered: false` what follows it, stays: which did not. */
  async #insert(
    handle: ClientSession | undefined,
    documents: Document[],
  ): Promise<((at: number) => boolean) | undefined> {
    try {
      const result = (await this.send(handle, { documents })) as { acknowledged: boolean }
      this.#acknowledged = result.acknowledged
      return undefined
    } catch (error) {
      const { writeErrors } = error as { writeErrors?: { index: number }[] }
      if (handle?.inTransaction() || writeErrors === undefined || writeErrors.length === 0) throw error
      this.refused = error
      const places = writeErrors.map(({ index }) => index)
      const first = Math.min(...places)
      return this.call.options.ordered === false ? (at) => places.includes(at) : (at) => at >= first
    }
  }

  #tellHolder(index: number, alteration: Document, id: unknown): void {
    const held = this.call.held?.[index]
    if (held !== undefined) alterDocument(held, alteration)
    this.call.onAltered?.(index, alteration, id)
  }
}

/** A document of a bulk write may be a Mongoose document: as the driver would store it. */
function toPlainDocument(document: Document): Document {
  const { toBSON } = document as { toBSON?: () => Document }
  return typeof toBSON === 'function' ? toBSON.call(document) : copyDocument(document)
}
