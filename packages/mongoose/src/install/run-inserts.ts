import type { Document } from '../mongoose-like.ts'
import { perform } from '../write/write-call.ts'
import { BulkResult } from './bulk-result.ts'
import { classesNamed } from './classes-of.ts'
import { beReady, type Call, isRefusal, isUndone, isWatched, runWatched } from './run-call.ts'

/**
 * `insertMany`: one Write in one transaction. Where the database refuses a document, that is undone, and each document is a Write of its own, as
 * MongoDB leaves those before it, and with `ordered: false` those after it, inserted.
 */
export async function runInserts(call: Call): Promise<unknown> {
  if (!isWatched(call)) return perform(call)
  await beReady(call)
  const { watched, options } = call
  const documents = call.documents!
  const { hasTransactions } = watched.installation
  // Without transactions documents of several models come one after the other, or a refusal would keep back those of the next model.
  if (hasTransactions || documents.length < 2 || classesNamed(watched).length < 2) {
    const mayDivide = documents.length > 1 && !options.session?.inTransaction() && hasTransactions
    try {
      return await runWatched(call)
    } catch (error) {
      if (!mayDivide || !isUndone(error)) throw error
    }
  }
  return runEach(call, documents)
}

/** Each document as a Write of its own, to the first that is refused, or with `ordered: false` to the last. */
async function runEach(call: Call, documents: readonly Document[]): Promise<unknown> {
  const { watched, options } = call
  const result = new BulkResult(watched.root.model.base, options.ordered !== false, new Map(documents.entries()))
  const insertedIds: Record<number, unknown> = {}
  for (const [index, document] of documents.entries()) {
    const onAltered = (_index: number, alteration: Document, id: unknown): void =>
      call.onAltered?.(index, alteration, id)
    try {
      const answer = (await runWatched({ ...call, documents: [document], onAltered })) as Document
      result.note(answer, [index])
      insertedIds[index] = document._id
    } catch (error) {
      if (!isRefusal(error) || !result.failed(error, index)) throw error
      if (options.ordered !== false) break
    }
  }
  if (result.hasFailed) throw result.error
  return { acknowledged: true, insertedCount: Object.keys(insertedIds).length, insertedIds }
}
