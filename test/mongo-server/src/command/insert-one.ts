import { calculateObjectSize, ObjectId } from 'bson'
import { ErrorCode, MongoError } from '../mongo-error.ts'
import type { Collection } from '../storage/collection.ts'
import type { Transaction } from '../storage/transaction.ts'
import { BSON_TYPES, type Document, typeOf } from '../value/bson-value.ts'

const maxDocumentBytes = 16_777_216

/** Inserts a document, with an `_id` in the first place; gives it as it was stored. */
export function insertOne(collection: Collection, given: Document, transaction: Transaction | undefined): Document {
  const { _id = new ObjectId(), ...rest } = given
  const document = { _id, ...rest }
  const { alias } = typeOf(_id)
  if ([BSON_TYPES.array.alias, BSON_TYPES.regex.alias].includes(alias as never))
    throw new MongoError([53, 'InvalidIdField'], `The '_id' value cannot be of type ${alias}`)
  assertSize(document)
  collection.insert(document, transaction)
  return document
}

export function assertSize(document: Document): void {
  const size = calculateObjectSize(document)
  if (size > maxDocumentBytes)
    throw new MongoError(
      ErrorCode.objectTooLarge,
      `object to insert too large. size in bytes: ${size}, max size: ${maxDocumentBytes}`,
    )
}
