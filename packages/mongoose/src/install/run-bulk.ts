import type { ClientSession } from 'mongoose'
import type { Document, DocumentLike } from '../mongoose-like.ts'
import type { WriteOptions } from '../write/write-call.ts'
import { BulkResult } from './bulk-result.ts'
import { beReady, type Call, isRefusal, isWatched, performMarked, runWatched, withSession } from './run-call.ts'
import type { WatchedCollection } from './watched-collection.ts'

/** The documents that `bulkSave` makes operations of. */
export const savedDocuments: WeakMap<object, DocumentLike> = new WeakMap()

/**
 * `bulkWrite`: its operations one after the other, each a Write, in one transaction. Where the database refuses one, that is undone, and each
 * runs in a transaction of its own, as MongoDB leaves what goes before it, and with `ordered: false` what follows.
 */
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
  return runAsOne(watched, calls as Call[], options)
}

async function runAsOne(watched: WatchedCollection, calls: readonly Call[], options: WriteOptions): Promise<unknown> {
  const { binding, hasTransactions } = watched.installation
  const inserts = new Map(calls.flatMap(({ documents }, index) => (documents ? [[index, documents[0]!] as const] : [])))
  const result = (): BulkResult => new BulkResult(watched.root.model.base, options.ordered !== false, inserts)
  const { session } = options
  if (session?.inTransaction()) return binding.atomic(session, true, (handle) => runAll(calls, handle, result()))
  if (!hasTransactions) return runEach(calls, result(), options)
  let refused = false
  try {
    return await binding.atomic(undefined, false, async (handle) => {
      try {
        return await runAll(calls, handle, result())
      } catch (error) {
        refused = error instanceof RefusedOperation
        throw error
      }
    })
  } catch (error) {
    if (!refused) throw error
  }
  return runEach(calls, result(), options)
}

/** Carries the driver's error out of the transaction that it ends. */
class RefusedOperation extends Error {}

async function runAll(calls: readonly Call[], session: ClientSession, result: BulkResult): Promise<unknown> {
  const isOurs = calls[0]?.options.session !== session
  for (const [indexes, call] of grouped(calls)) {
    try {
      note(result, call, indexes, await run(withSession(call, session)))
    } catch (error) {
      if (!isRefusal(error) || !result.failed(error, indexes[0]!)) throw error
      throw isOurs ? new RefusedOperation('refused', { cause: error }) : result.error
    }
  }
  return result.result
}

async function runEach(calls: readonly Call[], result: BulkResult, { ordered }: WriteOptions): Promise<unknown> {
  for (const [index, call] of calls.entries()) {
    try {
      note(result, call, [index], await run(call))
    } catch (error) {
      if (!isRefusal(error) || !result.failed(error, index)) throw error
      if (ordered !== false) break
    }
  }
  if (result.writeErrors.length > 0) throw result.error
  return result.result
}

function run(call: Call): Promise<unknown> {
  return isWatched(call) ? runWatched(call) : performMarked(call)
}

function note(result: BulkResult, call: Call, indexes: readonly number[], answer: unknown): void {
  if (call.documents === undefined) result.add(answer as Document, indexes[0]!)
  else result.inserted(answer as Document, indexes)
}

/** Inserts that follow one another are one call. */
function* grouped(calls: readonly Call[]): Iterable<[number[], Call]> {
  let inserts: number[] = []
  const flush = function* (): Iterable<[number[], Call]> {
    const some = inserts.map((index) => calls[index]!)
    const [first] = some
    if (first !== undefined)
      yield [
        inserts,
        {
          ...first,
          documents: some.flatMap(({ documents }) => documents!),
          held: some.flatMap(({ held }) => held ?? [undefined]),
        },
      ]
    inserts = []
  }
  for (const [index, call] of calls.entries()) {
    if (call.documents !== undefined) inserts.push(index)
    else {
      yield* flush()
      yield [[index], call]
    }
  }
  yield* flush()
}

/** An operation of a bulk write as the call of its method; undefined for what is none. */
function toCall(watched: WatchedCollection, operation: Document, options: WriteOptions): Call | undefined {
  const [method = ''] = Object.keys(operation ?? {})
  const given = operation?.[method] as Document | undefined
  if (given === null || typeof given !== 'object') return undefined
  const { session, ...bulkOptions } = options
  const shared = { watched, bulk: { options: bulkOptions }, held: [savedDocuments.get(operation)] }
  if (method === 'insertOne') {
    const document = (given.document ?? given) as Document
    return { ...shared, method: 'insertMany', documents: [document], options: { ...(session && { session }) } }
  }
  if (!['updateOne', 'updateMany', 'replaceOne', 'deleteOne', 'deleteMany'].includes(method)) return undefined
  const { filter, update, replacement, ...own } = given
  return {
    ...shared,
    method,
    filter: filter as Document,
    ...((update ?? replacement) !== undefined && { update: (update ?? replacement) as Document }),
    options: { ...own, ...(session && { session }) },
  }
}
