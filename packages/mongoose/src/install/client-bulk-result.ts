import type { Document, MongooseLike } from '../mongoose-like.ts'
import type { BulkOutcome } from './run-steps.ts'

interface WriteErrorLike {
  code: number
  message: string
}

const counts = ['insertedCount', 'upsertedCount', 'matchedCount', 'modifiedCount', 'deletedCount'] as const

/** What `connection.bulkWrite` came to, in the form of the driver's `ClientBulkWriteResult`. */
export class ClientBulkResult implements BulkOutcome {
  readonly #mongoose: MongooseLike
  readonly #ordered: boolean
  readonly #writeErrors = new Map<number, WriteErrorLike>()
  readonly result: Document

  constructor(mongoose: MongooseLike, { ordered, verboseResults }: Document) {
    this.#mongoose = mongoose
    this.#ordered = ordered !== false
    const details = (): Map<number, Document> | undefined => (verboseResults ? new Map() : undefined)
    this.result = {
      acknowledged: true,
      ...Object.fromEntries(counts.map((name) => [name, 0])),
      insertResults: details(),
      updateResults: details(),
      deleteResults: details(),
    }
  }

  note(answer: Document, indexes: readonly number[]): void {
    for (const name of counts) this.result[name] = Number(this.result[name]) + Number(answer[name] ?? 0)
    const [index] = indexes as [number]
    if (answer.insertedIds !== undefined) {
      for (const [at, insertedId] of Object.entries(answer.insertedIds as Document))
        this.#tell('insertResults', indexes[Number(at)]!, { insertedId })
    } else if (typeof answer.matchedCount === 'number') {
      const { matchedCount, modifiedCount, upsertedId } = answer
      const didUpsert = upsertedId !== undefined && upsertedId !== null
      // What is upserted the driver counts as matched here.
      const told = { matchedCount: didUpsert ? 1 : matchedCount, modifiedCount, didUpsert }
      this.#tell('updateResults', index, didUpsert ? { ...told, upsertedId } : told)
    } else this.#tell('deleteResults', index, { deletedCount: answer.deletedCount })
  }

  get hasFailed(): boolean {
    return this.#writeErrors.size > 0
  }

  failed(error: unknown, index: number): boolean {
    const { writeErrors } = error as { writeErrors?: unknown }
    const [first] = writeErrors instanceof Map ? (writeErrors as Map<number, WriteErrorLike>).values() : []
    if (first === undefined) return false
    this.#writeErrors.set(index, first)
    return true
  }

  get error(): Error {
    const { MongoClientBulkWriteError } = this.#mongoose.mongo
    const message = this.#ordered
      ? 'Mongo client ordered bulk write encountered a write error.'
      : 'Mongo client bulk write encountered errors during execution.'
    const error = new MongoClientBulkWriteError({ message })
    return Object.assign(error, { writeErrors: this.#writeErrors, partialResult: this.result })
  }

  #tell(results: string, index: number, told: Document): void {
    ;(this.result[results] as Map<number, Document> | undefined)?.set(index, told)
  }
}
