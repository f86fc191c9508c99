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
  /** It is an operation of a bulk write: what carries it out as such. */
  inBulk?: (call: Omit<WriteCall, 'table'>) => Promise<Document>
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
  if (call.inBulk !== undefined) return call.inBulk(call)
  if (method === 'insertOne') return watched.call(method, [documents![0], options])
  if (method === 'insertMany') return watched.call(method, [documents, options])
  return watched.call(method, update === undefined ? [filter, options] : [filter, update, options])
}
