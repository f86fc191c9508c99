import { Timestamp } from 'bson'
import { ErrorCode, MongoError, notSupported } from '../mongo-error.ts'
import type { ChangeLog, DocumentChange } from '../storage/change-log.ts'
import type { Document } from '../value/bson-value.ts'
import { runPipeline } from './run-pipeline.ts'

/** How long a server waits for a change that was not told how long. */
const awaitMs = 1_000

/** What happens to the documents of one collection from some time on: insertions and deletions. */
export class ChangeStream {
  readonly #log: ChangeLog
  readonly #namespace: string
  readonly #pipeline: readonly unknown[]
  #position: number

  /** @throws MongoError for options and resume tokens that this server does not know. */
  constructor(log: ChangeLog, namespace: string, options: Document, pipeline: readonly unknown[]) {
    const { resumeAfter, startAfter, ...others } = options
    const [unknown] = Object.keys(others)
    if (unknown !== undefined) throw notSupported(`"${unknown}" of $changeStream`)
    this.#log = log
    this.#namespace = namespace
    this.#pipeline = pipeline
    const now = log.begin()
    const token = resumeAfter ?? startAfter
    this.#position = token === undefined ? now : positionOf(token as Document)
    if (this.#position > now)
      throw new MongoError([286, 'ChangeStreamHistoryLost'], 'the resume point may no longer be in the oplog')
    // What is not known in it is refused at once.
    runPipeline([], pipeline)
  }

  /** After everything that was taken. */
  get token(): Document {
    return tokenOf(this.#position)
  }

  take(): Document[] {
    const first = this.#position
    const events = this.#log.after(first).flatMap((change, index) => {
      this.#position = first + index + 1
      return change.namespace === this.#namespace ? [toEvent(change, this.#position)] : []
    })
    return runPipeline(events, this.#pipeline)
  }

  /** What is there at the latest after so many milliseconds. */
  async next(ms: number | undefined): Promise<Document[]> {
    const taken = this.take()
    if (taken.length > 0) return taken
    await this.#log.next(ms ?? awaitMs)
    return this.take()
  }
}

function toEvent({ namespace, before, after }: DocumentChange, position: number): Document {
  if (before !== undefined && after !== undefined) throw notSupported('A change stream of updates')
  if (before === undefined && after === undefined) throw notSupported('A change stream of a collection that is dropped')
  const [db, ...names] = namespace.split('.')
  return {
    _id: tokenOf(position),
    operationType: before === undefined ? 'insert' : 'delete',
    clusterTime: new Timestamp({ t: Math.floor(Date.now() / 1_000), i: position }),
    wallTime: new Date(),
    ns: { db, coll: names.join('.') },
    documentKey: { _id: (after ?? before)!._id },
    ...(after !== undefined && { fullDocument: after }),
  }
}

function tokenOf(position: number): Document {
  return { _data: position.toString(16).padStart(16, '0') }
}

function positionOf({ _data: data }: Document): number {
  if (typeof data !== 'string' || !/^[\da-f]{16}$/.test(data))
    throw new MongoError(ErrorCode.badValue, 'bad resume token: it is none of this server')
  return Number.parseInt(data, 16)
}
