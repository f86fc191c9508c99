import type { Document, DocumentLike } from '../mongoose-like.ts'
import type { WriteOptions } from '../write/write-call.ts'
import { BulkResult } from './bulk-result.ts'
import { beReady, type Call, isWatched, withSession } from './run-call.ts'
import { runSteps } from './run-steps.ts'
import type { WatchedCollection } from './watched-collection.ts'

/** The documents that `bulkSave` makes operations of. */
export const savedDocuments: WeakMap<object, DocumentLike> = new WeakMap()

/** `bulkWrite` of a collection. */
export async function runBulk(
  watched: WatchedCollection,
  operations: readonly Document[],
  options: WriteOptions = {},
): Promise<unknown> {
  const calls = Array.isArray(operations)
    ? operations.map((operation) => toCall(watched, operation, options))
    : undefined
  // What is no operation the driver refuses.
  if (calls === undefined || calls.includes(undefined) || !calls.some((call) => isWatched(call!)))
    return watched.call('bulkWrite', [operations, options])
  await beReady({ watched, options })
  const inserts = new Map(
    calls.flatMap((call, index) => (call!.documents ? [[index, call!.documents[0]!] as const] : [])),
  )
  const steps = calls.map((call) => ({
    call: call!,
    send: (session: WriteOptions['session']) => sendAlone(session ? withSession(call!, session) : call!, options),
  }))
  return runSteps(
    watched.installation,
    steps,
    options,
    () => new BulkResult(watched.root.model.base, options.ordered !== false, inserts),
  )
}

/** An operation of a bulk write as the call of its method; undefined for what is none. */
function toCall(watched: WatchedCollection, operation: Document, options: WriteOptions): Call | undefined {
  const [method = ''] = Object.keys(operation ?? {})
  const given = operation?.[method] as Document | undefined
  if (given === null || typeof given !== 'object') return undefined
  const inBulk = (call: Call): Promise<Document> => sendAlone(call, options)
  const shared = { watched, inBulk, held: [savedDocuments.get(operation)] }
  const session = options.session ? { session: options.session } : {}
  if (method === 'insertOne')
    return { ...shared, method: 'insertMany', documents: [(given.document ?? given) as Document], options: session }
  if (!['updateOne', 'updateMany', 'replaceOne', 'deleteOne', 'deleteMany'].includes(method)) return undefined
  const { filter, update, replacement, ...own } = given
  return {
    ...shared,
    method,
    filter: filter as Document,
    ...((update ?? replacement) !== undefined && { update: (update ?? replacement) as Document }),
    options: { ...own, ...session },
  }
}

/** As a bulk write of its own, so that its errors are those of one; the answer is that of the method. */
async function sendAlone(
  { watched, method, documents, filter, update, options: own }: Call,
  bulkOptions: WriteOptions,
): Promise<Document> {
  const { session, ...options } = own
  const rest = method === 'replaceOne' ? { replacement: update } : update === undefined ? {} : { update }
  const operations =
    documents === undefined
      ? [{ [method]: { filter, ...rest, ...options } }]
      : documents.map((document) => ({ insertOne: { document } }))
  const answer = (await watched.call('bulkWrite', [operations, { ...bulkOptions, session }])) as Document
  const { insertedCount, insertedIds, matchedCount, modifiedCount, deletedCount, upsertedCount } = answer
  if (documents !== undefined) return { acknowledged: true, insertedCount, insertedIds }
  const upsertedId = (answer.upsertedIds as Record<number, unknown>)[0] ?? null
  return { acknowledged: true, matchedCount, modifiedCount, deletedCount, upsertedCount, upsertedId }
}
