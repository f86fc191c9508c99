import { keyText, type Row, type TableSchema, type WriteOperation } from '@triggerkit/core/adapter'
import type { ClientSession } from 'mongoose'
import type { Document } from '../mongoose-like.ts'
import { asStored } from '../row/as-stored.ts'
import { copyDocument, writeAt } from '../row/paths.ts'
import { learnColumns } from '../schema/mongoose-table.ts'
import { castAlteration } from './cast-alteration.ts'
import { asOfUpdate } from './direct-write.ts'
import { perform, type WriteCall, type WriteOptions } from './write-call.ts'

/** Options that belong to a transaction as a whole, inside which an operation may not have them. */
const transactionOptions = ['writeConcern', 'readConcern', 'readPreference', 'w', 'j', 'wtimeout']

/** What the Writes of all methods have in common. */
export abstract class MongooseWrite {
  abstract readonly operation: WriteOperation
  readonly table: TableSchema
  readonly handle: ClientSession | undefined
  readonly inTransaction: boolean
  readonly call: WriteCall
  /** What the database answered when it refused the operation itself. */
  failure: unknown

  constructor(call: WriteCall) {
    this.call = call
    this.table = call.table.schema
    this.handle = call.options.session ?? undefined
    this.inTransaction = this.handle?.inTransaction() ?? false
  }

  passThrough(): Promise<unknown> {
    return perform(this.call)
  }

  /** Mongoose's own method, in the handle's transaction. */
  protected async send(
    handle: ClientSession | undefined,
    change: Partial<Pick<WriteCall, 'method' | 'documents' | 'filter' | 'update'>>,
    options: Document = {},
  ): Promise<unknown> {
    const call = { ...this.call, ...change, options: { ...this.optionsIn(handle), ...options } }
    try {
      return await perform(call)
    } catch (error) {
      this.failure = error
      throw error
    }
  }

  /** A `findOneAnd…` in place of the caller's method: the document, as it was before unless asked for otherwise. */
  protected async sendInOne(
    handle: ClientSession | undefined,
    method: string,
    options: Document = {},
  ): Promise<Document | null> {
    try {
      const found = (await this.send(
        handle,
        { method },
        { ...options, includeResultMetadata: false },
      )) as Document | null
      if (found !== null) learnColumns(this.call.table, found)
      return found
    } catch (error) {
      if (!this.call.method.startsWith('findOneAnd')) asOfUpdate(error)
      throw error
    }
  }

  /** Whether two documents are the same to the last byte: a write that changes nothing modifies none. */
  protected isSame(a: Document, b: Document): boolean {
    const { BSON } = this.call.table.model.base.mongo
    return Buffer.compare(BSON.serialize(a, {}), BSON.serialize(b, {})) === 0
  }

  protected optionsIn(handle: ClientSession | undefined): WriteOptions {
    const options = { ...this.call.options }
    if (handle === undefined) return options
    if (handle.inTransaction()) for (const name of transactionOptions) delete options[name]
    return { ...options, session: handle }
  }

  /** Documents as they are, for the eyes of triggers. */
  protected async *find(
    handle: ClientSession | undefined,
    filter: Document,
    { batchSize, ...options }: { batchSize: number; sort?: unknown; limit?: number },
  ): AsyncIterable<Document[]> {
    const { collation, hint } = this.call.options
    const found = this.call.watched.find(filter, {
      ...options,
      ...(collation !== undefined && { collation }),
      ...(hint !== undefined && { hint }),
      ...(handle !== undefined && { session: handle }),
    })
    let batch: Document[] = []
    for await (const document of found) {
      learnColumns(this.call.table, document)
      batch.push(document)
      if (batch.length < batchSize) continue
      yield batch
      batch = []
    }
    if (batch.length > 0) yield batch
  }

  /** The documents of these ids as they now are, by the text of their id. */
  protected async readBack(handle: ClientSession | undefined, ids: readonly unknown[]): Promise<Map<string, Document>> {
    const found = this.call.watched.find({ _id: { $in: ids } }, handle === undefined ? {} : { session: handle })
    const byId = new Map<string, Document>()
    for await (const document of found) {
      learnColumns(this.call.table, document)
      byId.set(idText(document._id), document)
    }
    return byId
  }

  /** A document as a reader will get it: subdocuments of Mongoose are plain ones then. */
  protected asStored(document: Document): Document {
    return asStored(this.call.table.model.base, this.call.watched.collection, document)
  }

  /** What triggers set, cast as the schema says. */
  protected cast(alteration: Row | undefined): Row | undefined {
    return alteration && castAlteration(this.call.table.model, alteration)
  }
}

export function idText(id: unknown): string {
  return `${typeof id}:${keyText(['_id'], { _id: id })}`
}

export function withAlteration(next: Document, alteration: Row | undefined): Document {
  if (alteration === undefined) return next
  const altered = copyDocument(next)
  for (const [path, value] of Object.entries(alteration)) writeAt(altered, path.split('.'), value)
  return altered
}

/** A filter that holds of no other document than these, the caller's own criteria included (R11). */
export function narrowFilter(filter: Document, ids: readonly unknown[]): Document {
  const vetted = { _id: { $in: ids } }
  if (!Object.hasOwn(filter, '_id')) return { ...filter, ...vetted }
  // Conditions stay where they are: the positional $ goes by them.
  return { ...filter, $and: [...((filter.$and as Document[] | undefined) ?? []), vetted] }
}
