import { calculateObjectSize, Long } from 'bson'
import { ErrorCode, MongoError } from '../mongo-error.ts'
import type { ChangeStream } from '../read/change-stream.ts'
import type { Document } from '../value/bson-value.ts'

const maxReplyBytes = 16_000_000

interface Cursor {
  namespace: string
  documents: Document[]
  at: number
}

/** Results that are fetched in batches. What a cursor finds is what was there when it was opened. */
export class Cursors {
  readonly #cursors = new Map<string, Cursor>()
  readonly #streams = new Map<string, { namespace: string; stream: ChangeStream }>()
  #last = 1000

  /** The first batch, as `find` and `aggregate` answer it. */
  open(namespace: string, documents: Document[], batchSize: number | undefined, isSingle = false): Document {
    const cursor = { namespace, documents, at: 0 }
    const firstBatch = batchSize === 0 ? [] : nextBatch(cursor, batchSize ?? 101)
    const isDone = isSingle || cursor.at >= documents.length
    const id = isDone ? Long.ZERO : Long.fromNumber(++this.#last)
    if (!isDone) this.#cursors.set(id.toString(), cursor)
    return { cursor: { firstBatch, id, ns: namespace }, ok: 1 }
  }

  /** A cursor that has no end. */
  follow(namespace: string, stream: ChangeStream): Document {
    const id = Long.fromNumber(++this.#last)
    this.#streams.set(id.toString(), { namespace, stream })
    return { cursor: { firstBatch: stream.take(), id, ns: namespace, postBatchResumeToken: stream.token }, ok: 1 }
  }

  /** The next part of a change stream; nothing where the cursor is of something else. */
  async nextChanges(id: Long, namespace: string, ms: number | undefined): Promise<Document | undefined> {
    const followed = this.#streams.get(id.toString())
    if (followed === undefined || followed.namespace !== namespace) return undefined
    const nextBatch = await followed.stream.next(ms)
    return { cursor: { nextBatch, id, ns: namespace, postBatchResumeToken: followed.stream.token }, ok: 1 }
  }

  next(id: Long, namespace: string, batchSize: number | undefined): Document {
    const cursor = this.#cursors.get(id.toString())
    if (cursor === undefined) throw new MongoError(ErrorCode.cursorNotFound, `cursor id ${id.toString()} not found`)
    if (cursor.namespace !== namespace)
      throw new MongoError(
        [13, 'Unauthorized'],
        `Requested getMore on namespace '${namespace}', but cursor belongs to '${cursor.namespace}'`,
      )
    const batch = nextBatch(cursor, batchSize || Number.POSITIVE_INFINITY)
    const isDone = cursor.at >= cursor.documents.length
    if (isDone) this.#cursors.delete(id.toString())
    return { cursor: { nextBatch: batch, id: isDone ? Long.ZERO : id, ns: namespace }, ok: 1 }
  }

  kill(id: Long): boolean {
    return this.#cursors.delete(id.toString()) || this.#streams.delete(id.toString())
  }
}

function nextBatch(cursor: Cursor, limit: number): Document[] {
  const batch: Document[] = []
  let bytes = 0
  while (batch.length < limit && cursor.at < cursor.documents.length) {
    const document = cursor.documents[cursor.at]!
    bytes += calculateObjectSize(document)
    if (batch.length > 0 && bytes > maxReplyBytes) break
    batch.push(document)
    cursor.at++
  }
  return batch
}
