import type { ExecutionsDriver } from '@triggerkit/core'
import {
  type ExecutionAge,
  type ExecutionLog,
  type ExecutionQuery,
  type ExecutionRow,
  ExecutionsError,
} from '@triggerkit/core/adapter'
import type { mongo } from 'mongoose'
import { toStoredText } from '../database/stored-text.ts'
import { isMongoosePort } from '../port/is-mongoose-port.ts'
import { type ExecutionDocument, toExecutionDocument, toExecutionRow } from './execution-document.ts'
import { ExecutionsDatabase } from './executions-database.ts'

/**
 * Keeps the history of executions in MongoDB, in the database of the Mongoose connection: the collection `triggerkit_executions`, which
 * `triggers.migrate()` makes.
 *
 * ```ts
 * const engine = createTriggers({ executions: { log: mongoExecutions(), keep: 'failures' } })
 * ```
 */
export function mongoExecutions(): ExecutionsDriver {
  return {
    name: 'mongo',
    connect(port) {
      if (isMongoosePort(port)) return new MongoExecutionLog(new ExecutionsDatabase(port.connection))
      throw new ExecutionsError({
        code: 'EXECUTIONS_PORT',
        message:
          'mongoExecutions() keeps executions in the database of a Mongoose connection, and these triggers are connected to another ORM. ' +
          'Use sqlExecutions() of @triggerkit/sql.',
      })
    },
  }
}

class MongoExecutionLog implements ExecutionLog {
  readonly #database: ExecutionsDatabase

  constructor(database: ExecutionsDatabase) {
    this.#database = database
  }

  verify(): Promise<void> {
    return this.#database.verify()
  }

  migrate(): Promise<void> {
    return this.#database.migrate()
  }

  async append(rows: readonly ExecutionRow[]): Promise<void> {
    if (rows.length === 0) return
    const { executions } = await this.#database.open()
    try {
      await executions.insertMany(rows.map(toExecutionDocument), { ordered: false })
    } catch (error) {
      if (!isOfDuplicates(error)) throw error
    }
  }

  async list({ limit, ...query }: ExecutionQuery): Promise<ExecutionRow[]> {
    const { executions } = await this.#database.open()
    return (await executions.find(toFilter(query), { sort: { _id: -1 }, limit }).toArray()).map(toExecutionRow)
  }

  async purge({ completed, failed }: ExecutionAge, limit: number): Promise<number> {
    let purged = 0
    if (completed !== undefined) purged += await this.#purge(false, completed, limit)
    if (failed !== undefined && purged < limit) purged += await this.#purge(true, failed, limit - purged)
    return purged
  }

  async #purge(failed: boolean, before: number, limit: number): Promise<number> {
    const { executions } = await this.#database.open()
    const oldest = executions.find({ failed, at: { $lt: before } }, { sort: { at: 1 }, limit, projection: { _id: 1 } })
    const ids = (await oldest.toArray()).map(({ _id }) => _id)
    if (ids.length === 0) return 0
    return (await executions.deleteMany({ _id: { $in: ids } })).deletedCount
  }
}

/** Nothing in it is taken for an operator. */
function toFilter(query: Omit<ExecutionQuery, 'limit'>): mongo.Filter<ExecutionDocument> {
  const { outcomes, from, to, cursor, ...equal } = query
  const all: mongo.Document[] = Object.entries(equal).flatMap(([name, value]) =>
    value === undefined ? [] : [{ [name]: { $eq: toStoredText(value) } }],
  )
  if (outcomes !== undefined) all.push({ outcome: { $in: [...outcomes] } })
  if (from !== undefined) all.push({ at: { $gte: from } })
  if (to !== undefined) all.push({ at: { $lt: to } })
  if (cursor !== undefined) all.push({ _id: { $lt: cursor } })
  return all.length === 0 ? {} : ({ $and: all } as never)
}

/** Whether all that failed was there already. */
function isOfDuplicates(error: unknown): boolean {
  const { code, writeErrors, writeConcernErrors } = error as Record<string, unknown>
  if (code !== 11000 || (Array.isArray(writeConcernErrors) && writeConcernErrors.length > 0)) return false
  return [writeErrors ?? []].flat().every((each) => (each as { code?: unknown }).code === 11000)
}
