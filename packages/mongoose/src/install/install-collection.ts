import type { Document, DocumentLike, ModelLike } from '../mongoose-like.ts'
import type { WriteOptions } from '../write/write-call.ts'
import { runBulk } from './run-bulk.ts'
import { type Call, runCall } from './run-call.ts'
import { runInserts } from './run-inserts.ts'
import type { WatchedCollection } from './watched-collection.ts'

const updating = ['updateOne', 'updateMany', 'replaceOne', 'findOneAndUpdate', 'findOneAndReplace'] as const
const deleting = ['deleteOne', 'deleteMany', 'findOneAndDelete'] as const

/** Under this name the options of `insertMany` carry whom to tell of alterations. */
export const onAltered: unique symbol = Symbol('triggerkit.onAltered') as never

/** Every method of the collection that writes fires triggers from here on: all of Mongoose's write paths end in one of them. */
export function installCollection(watched: WatchedCollection): void {
  for (const method of updating)
    watched.replace(method, (...args) => {
      const [filter, update, options] = args
      // What is no filter, no update or no document the driver refuses; a missing filter must not become one that finds everything.
      if (!isObject(filter) || !isObject(update)) return watched.call(method, args)
      return runCall({ watched, method, filter, update, options: optionsOf(options) })
    })
  for (const method of deleting)
    watched.replace(method, (...args) => {
      const [filter, options] = args
      if (!isObject(filter)) return watched.call(method, args)
      return runCall({ watched, method, filter, options: optionsOf(options) })
    })
  watched.replace('insertOne', (...args) => {
    const [document, options] = args
    return isObject(document) ? runCall(insertOf(watched, document, options)) : watched.call('insertOne', args)
  })
  watched.replace('insertMany', (...args) => {
    const [documents, given] = args
    if (!Array.isArray(documents) || !documents.every(isObject)) return watched.call('insertMany', args)
    const options = optionsOf(given)
    const tell = (options as { [onAltered]?: Call['onAltered'] })[onAltered]
    const call = { watched, method: 'insertMany', documents: documents as Document[], options }
    return runInserts(tell === undefined ? call : { ...call, onAltered: tell })
  })
  watched.replace('bulkWrite', (operations, options) =>
    runBulk(watched, operations as Document[], options as WriteOptions | undefined),
  )
}

/** The collection as one document sees it when it saves itself: what triggers set, the document gets too. */
export function collectionFor(watched: WatchedCollection, document: DocumentLike): object {
  const { installation, collection } = watched
  if (!installation.binding.active) return collection
  return Object.assign(Object.create(collection) as object, {
    insertOne: (given: unknown, options: unknown) =>
      runCall({ ...insertOf(watched, given, options), held: [document] }),
    updateOne: (filter: Document, update: Document, options: unknown) =>
      runCall({ watched, method: 'updateOne', filter, update, options: optionsOf(options), held: [document] }),
  })
}

/** Where Mongoose keeps the collection that a document saves itself to. */
export function collectionSymbolOf(model: ModelLike): symbol | undefined {
  return Object.getOwnPropertySymbols(model.prototype).find(
    ({ description }) => description === 'mongoose#Model#collection',
  )
}

function insertOf(watched: WatchedCollection, document: unknown, options: unknown): Call {
  return { watched, method: 'insertOne', documents: [document as Document], options: optionsOf(options) }
}

function isObject(value: unknown): value is Document {
  return value !== null && typeof value === 'object'
}

function optionsOf(options: unknown): WriteOptions {
  return (options ?? {}) as WriteOptions
}
