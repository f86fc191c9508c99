import { ExecutionsError } from '@triggerkit/core/adapter'
import type { mongo } from 'mongoose'
import { OwnDatabase } from '../database/own-database.ts'
import type { ExecutionDocument } from './execution-document.ts'

/** What the collection is like: goes up with each change that a program of the version before cannot work with (R44). */
const schemaVersion = 1
const schemaId = 'executions'

/** A program works with fewer of them as well, only slower: one that is new comes with the next `migrate`, and is no other version. */
const indexes: mongo.IndexDescription[] = [
  { key: { failed: 1, at: 1 }, name: 'age' },
  { key: { trigger: 1, _id: -1 }, name: 'trigger' },
  { key: { table: 1, _id: -1 }, name: 'table' },
]

/** The collection of the history of executions. */
export class ExecutionsDatabase extends OwnDatabase {
  get executions(): mongo.Collection<ExecutionDocument> {
    return this.collection('executions')
  }

  /** @throws ExecutionsError of code `EXECUTIONS_MISSING` or `EXECUTIONS_OUTDATED`. */
  async verify(): Promise<void> {
    await this.open()
    await this.verifyVersion(
      schemaId,
      schemaVersion,
      (kind, message, data) =>
        new ExecutionsError({ code: kind === 'missing' ? 'EXECUTIONS_MISSING' : 'EXECUTIONS_OUTDATED', message, data }),
    )
  }

  /** The version comes last: it says that the rest is there. Several processes may do it at once, and again; one of a newer release is left alone. */
  async migrate(): Promise<void> {
    await this.open()
    for (const name of ['executions', 'schema']) await this.create(name)
    await this.executions.createIndexes(indexes)
    await this.schema.updateOne({ _id: schemaId }, { $max: { version: schemaVersion } }, { upsert: true })
  }
}
