import { ObjectId } from 'bson'
import type { Filter } from '../filter/compile-filter.ts'
import { MongoError } from '../mongo-error.ts'
import { copyDocument, type Document } from '../value/bson-value.ts'
import { equalValues } from '../value/compare-values.ts'
import type { Update } from './compile-update.ts'
import { targetOf } from './update-target.ts'

/** The document that an upsert inserts: what the filter has fields be equal to, the update applied to it. */
export function upsertDocument(filter: Filter, update: Update): Document {
  const base: Document = {}
  for (const { path, equals } of filter.conditions) {
    if (equals === undefined || (update.kind === 'replacement' && path.join('.') !== '_id')) continue
    const target = targetOf(base, path)
    const present = target.get()
    if (present !== undefined && !equalValues(present, equals.value))
      throw new MongoError(
        [54, 'NotSingleValueField'],
        `cannot infer query fields to set, path '${path.join('.')}' is matched twice`,
      )
    target.set(copyDocument(equals.value))
  }
  const made = update.apply(base, true)
  return Object.hasOwn(made, '_id') ? made : { _id: new ObjectId(), ...made }
}
