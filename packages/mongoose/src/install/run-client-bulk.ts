import type { ConnectionLike, Document, ModelLike } from '../mongoose-like.ts'
import type { WriteOptions } from '../write/write-call.ts'
import { ClientBulkResult } from './client-bulk-result.ts'
import { beReady, type Call, isWatched } from './run-call.ts'
import { type BulkStep, runSteps } from './run-steps.ts'
import type { WatchedCollection } from './watched-collection.ts'

type Send = (operations: readonly Document[], options: Document) => Promise<Document>
type WatchedOf = (model: ModelLike | undefined) => WatchedCollection | undefined

/**
 * `connection.bulkWrite`: operations on several models. Mongoose casts them and hands them to the client, past every collection; with another
 * client in its place they come here.
 */
export function installClientBulk(connection: ConnectionLike, watchedOf: WatchedOf): void {
  const { bulkWrite } = connection
  if (bulkWrite === undefined) return
  connection.bulkWrite = async function (this: ConnectionLike, ...args) {
    const failures: unknown[] = []
    const client = {
      bulkWrite: async (operations: readonly Document[], options: WriteOptions = {}) => {
        const send: Send = (some, own) => connection.getClient().bulkWrite!(some, own) as Promise<Document>
        try {
          return await runClientBulk(connection, send, { operations, options, watchedOf })
        } catch (error) {
          if ((error as Error | null)?.name !== 'MongoClientBulkWriteError') failures.push(error)
          throw error
        }
      },
    }
    const result = await bulkWrite.apply(Object.create(this, { client: { value: client } }) as ConnectionLike, args)
    // Mongoose 8 passes over the errors of an unordered one: a trigger's must not be.
    if (failures.length > 0) throw failures[0]
    return result
  }
}

async function runClientBulk(
  connection: ConnectionLike,
  send: Send,
  { operations, options, watchedOf }: { operations: readonly Document[]; options: WriteOptions; watchedOf: WatchedOf },
): Promise<unknown> {
  const steps = operations.map((operation) => toStep(connection, send, { operation, options, watchedOf }))
  const seen = steps.find(({ call }) => call !== undefined && isWatched(call))?.call
  if (seen === undefined) return send(operations, options)
  const { watched } = seen
  await beReady({ watched, options })
  return runSteps(watched.installation, steps, options, () => new ClientBulkResult(watched.root.model.base, options))
}

function toStep(
  connection: ConnectionLike,
  send: Send,
  { operation, options, watchedOf }: { operation: Document; options: WriteOptions; watchedOf: WatchedOf },
): BulkStep {
  const { name, model, namespace, document, filter, update, replacement, ...own } = operation
  const alone = async (change: Document, session: unknown): Promise<Document> => {
    const { documents, ...rest } = change as { documents?: Document[] }
    const all = documents?.map((each) => ({ ...operation, document: each })) ?? [{ ...operation, ...rest }]
    return toAnswer(await send(all, { ...options, ...(session ? { session } : {}), verboseResults: true }), name)
  }
  const watched = watchedOf(typeof model === 'string' ? connection.models[model] : (model as ModelLike))
  const step: BulkStep = { send: (session) => alone({}, session) }
  if (watched === undefined) return step
  const isInsert = name === 'insertOne'
  const call: Call = {
    watched,
    method: isInsert ? 'insertMany' : (name as string),
    ...(isInsert ? { documents: [document as Document] } : { filter: (filter ?? {}) as Document }),
    ...((update ?? replacement) !== undefined && { update: (update ?? replacement) as Document }),
    options: { ...own, ...(options.session && { session: options.session }) },
    inBulk: ({ documents, filter: narrowed, update: altered, options: { session } }) =>
      alone(
        documents !== undefined
          ? { documents }
          : { filter: narrowed, ...(altered && { [name === 'replaceOne' ? 'replacement' : 'update']: altered }) },
        session,
      ),
  }
  return { ...step, call }
}

/** The driver's answer to one operation as that of the method. */
function toAnswer(result: Document, name: unknown): Document {
  const { insertedCount, matchedCount, modifiedCount, deletedCount, upsertedCount } = result
  if (name === 'insertOne') {
    const inserted = result.insertResults as Map<number, { insertedId: unknown }>
    const insertedIds = Object.fromEntries([...inserted].map(([index, { insertedId }]) => [index, insertedId]))
    return { acknowledged: true, insertedCount, insertedIds }
  }
  if (String(name).startsWith('delete')) return { acknowledged: true, deletedCount }
  const [updated] = (result.updateResults as Map<number, { upsertedId?: unknown }>).values()
  return { acknowledged: true, matchedCount, modifiedCount, upsertedCount, upsertedId: updated?.upsertedId ?? null }
}
