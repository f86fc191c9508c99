import type { Document, MongooseLike } from '../mongoose-like.ts'
import type { BulkOutcome } from './run-steps.ts'

/** An error of one operation, as the driver tells it. */
interface WriteErrorLike {
  err: { index: number; [name: string]: unknown }
}

/** What a bulk write came to, operation by operation, in the form that the driver builds its result and its error of. */
export class BulkResult implements BulkOutcome {
  readonly #mongoose: MongooseLike
  readonly #ordered: boolean
  readonly #inserts: ReadonlyMap<number, Document>
  readonly #writeErrors: WriteErrorLike[] = []
  readonly #counts = {
    insertedIds: [] as { index: number; _id: unknown }[],
    upserted: [] as { index: number; _id: unknown }[],
    nInserted: 0,
    nUpserted: 0,
    nMatched: 0,
    nModified: 0,
    nRemoved: 0,
  }

  /** `inserts`: the documents that are to be inserted, by the place of their operation. */
  constructor(mongoose: MongooseLike, ordered: boolean, inserts: ReadonlyMap<number, Document>) {
    this.#mongoose = mongoose
    this.#ordered = ordered
    this.#inserts = inserts
  }

  note(answer: Document, indexes: readonly number[]): void {
    if (answer.insertedIds === undefined) this.#updated(answer, indexes[0]!)
    else this.#inserted(answer, indexes)
  }

  #inserted(answer: Document, indexes: readonly number[]): void {
    const insertedIds = answer.insertedIds as Record<number, unknown>
    this.#counts.nInserted += Number(answer.insertedCount)
    for (const [at, _id] of Object.entries(insertedIds)) this.#addId(indexes[Number(at)]!, _id)
  }

  #updated(answer: Document, index: number): void {
    this.#counts.nMatched += Number(answer.matchedCount ?? 0)
    this.#counts.nModified += Number(answer.modifiedCount ?? 0)
    this.#counts.nRemoved += Number(answer.deletedCount ?? 0)
    this.#counts.nUpserted += Number(answer.upsertedCount ?? 0)
    if (answer.upsertedId !== undefined && answer.upsertedId !== null)
      this.#counts.upserted.push({ index, _id: answer.upsertedId })
  }

  get hasFailed(): boolean {
    return this.#writeErrors.length > 0
  }

  failed(error: unknown, index: number): boolean {
    const [first] = (error as { writeErrors?: WriteErrorLike[] }).writeErrors ?? []
    if (first?.err === undefined) return false
    first.err.index = index
    this.#writeErrors.push(first)
    return true
  }

  get result(): object {
    const BulkWriteResult = this.#mongoose.driver.get().BulkWriteResult as new (
      result: object,
      ordered: boolean,
    ) => object
    const raw = { ok: 1, writeErrors: this.#writeErrors, writeConcernErrors: [], ...this.#counts }
    return new BulkWriteResult(raw, this.#ordered)
  }

  get error(): Error {
    // The driver tells the ids of all that was to be inserted, up to the first error or without those that failed.
    this.#counts.insertedIds = []
    for (const [index, { _id }] of this.#inserts) this.#addId(index, _id)
    const { MongoBulkWriteError } = this.#mongoose.mongo
    const { err } = this.#writeErrors[0]!
    return new MongoBulkWriteError({ message: err.errmsg, code: err.code, writeErrors: this.#writeErrors }, this.result)
  }

  /** With `ordered: false` the driver of Mongoose 8 counts the inserted ones and does not tell their places. */
  #addId(index: number, _id: unknown): void {
    const { insertedIds } = this.#counts
    const counts = !this.#ordered && this.#mongoose.version.startsWith('8.')
    insertedIds.push({ index: counts ? insertedIds.length : index, _id })
  }
}
