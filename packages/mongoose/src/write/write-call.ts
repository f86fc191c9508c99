import type { ClientSession } from 'mongoose'
import type { WatchedCollection } from '../install/watched-collection.ts'
import type { Document, DocumentLike } from '../mongoose-like.ts'
import type { MongooseTable } from '../schema/mongoose-table.ts'

/** One call of a collection's method, as Mongoose makes it: cast, with timestamps, discriminator and version key in it. */
export interface WriteCall {
  watched: WatchedCollection
  table: MongooseTable
  method: string
  /** Of inserts. */
  documents?: Document[]
  /** Of everything else. */
  filter?: Document
  /** Operators, a pipeline or a replacement. */
  update?: Document | Document[]
  options: WriteOptions
  /** It is an operation of `bulkWrite`, with options of its own beside those of the whole. */
  bulk?: { options: WriteOptions }
  /** The caller's own documents, which follow what triggers set: one for each of `documents`, or the one that is saved. */
  held?: readonly (DocumentLike | undefined)[]
  /** Hears of each alteration of an inserted document, by its place in `documents`. */
  onAltered?: (index: number, alteration: Document, id: unknown) => void
}

export interface WriteOptions extends Document {
  session?: ClientSession | null
  upsert?: boolean
  arrayFilters?: Document[]
  sort?: unknown
  includeResultMetadata?: boolean
}

/** Mongoose's own method, with what the call says. */
export function perform(call: Omit<WriteCall, 'table'>): Promise<unknown> {
  const { watched, method, documents, filter, update, options } = call
  if (call.bulk !== undefined) return performInBulk(call, call.bulk.options)
  if (method === 'insertOne') return watched.call(method, [documents![0], options])
  if (method === 'insertMany') return watched.call(method, [documents, options])
  return watched.call(method, update === undefined ? [filter, options] : [filter, update, options])
}

/** As `bulkWrite` of its own, so that its errors are those of a bulk write; the answer is that of the method. */
async function performInBulk(
  { watched, method, documents, filter, update, options: own }: Omit<WriteCall, 'table'>,
  bulkOptions: WriteOptions,
): Promise<unknown> {
  const { session, ...options } = own
  const rest = method === 'replaceOne' ? { replacement: update } : update === undefined ? {} : { update }
  const operations =
    documents === undefined
      ? [{ [method]: { filter, ...rest, ...options } }]
      : documents.map((document) => ({ insertOne: { document } }))
  const answer = (await watched.call('bulkWrite', [operations, { ...bulkOptions, session }])) as Document
  const { insertedCount, matchedCount, modifiedCount, deletedCount, upsertedCount } = answer
  const upsertedId = (answer.upsertedIds as Record<number, unknown>)[0] ?? null
  return { acknowledged: true, insertedCount, matchedCount, modifiedCount, deletedCount, upsertedCount, upsertedId }
}
