import { serialize } from 'bson'
import { compileFilter } from '../filter/compile-filter.ts'
import { ErrorCode, MongoError } from '../mongo-error.ts'
import { sortDocuments } from '../read/sort-documents.ts'
import type { Collection } from '../storage/collection.ts'
import type { Transaction } from '../storage/transaction.ts'
import { compileUpdate } from '../update/compile-update.ts'
import { compileArrayFilters } from '../update/positional-paths.ts'
import { upsertDocument } from '../update/upsert-document.ts'
import type { Document } from '../value/bson-value.ts'
import { assertSize, insertOne } from './insert-one.ts'

export interface UpdateStatement {
  filter: Document
  update: unknown
  arrayFilters?: readonly unknown[]
  sort?: Document
  multi: boolean
  upsert: boolean
}

export interface Updated {
  matched: number
  modified: number
  /** The one document, of an update that is not `multi`. */
  before?: Document
  after?: Document
  upserted?: Document
}

/** Updates what matches; nothing is written unless all of it can be. */
export function runUpdate(
  collection: Collection,
  statement: UpdateStatement,
  transaction: Transaction | undefined,
): Updated {
  const filter = compileFilter(statement.filter)
  const positions = { filter, arrayFilters: compileArrayFilters(statement.arrayFilters ?? []) }
  const update = compileUpdate(statement.update, positions)
  if (statement.multi && update.kind === 'replacement')
    throw new MongoError(ErrorCode.failedToParse, 'multi update is not supported for replacement-style update')
  let found = [...collection.find(filter, transaction)]
  if (statement.sort !== undefined) found = sortDocuments(found, statement.sort)
  if (!statement.multi) found = found.slice(0, 1)
  if (found.length === 0 && statement.upsert) {
    const upserted = insertOne(collection, upsertDocument(filter, update), transaction)
    return { matched: 0, modified: 0, upserted }
  }
  collection.assertWritable(found, transaction)
  const changes = found.map((before) => ({ before, after: update.apply(before) }))
  let modified = 0
  for (const { before, after } of changes) {
    if (Buffer.compare(serialize(before), serialize(after)) === 0) continue
    assertSize(after)
    collection.replace(after, transaction)
    modified++
  }
  const [first] = changes
  return { matched: found.length, modified, ...(first !== undefined && !statement.multi && first) }
}
