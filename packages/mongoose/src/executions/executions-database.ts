import { ExecutionsError, ownTablePrefix } from '@triggerkit/core/adapter'
import type { mongo } from 'mongoose'
import { OwnDatabase } from '../database/own-database.ts'
import type { ExecutionDocument } from './execution-document.ts'

/** What the collection is like: goes up with each change that a program of the version before cannot work with (R44). */
const schemaVersion = 1
const schemaId = 'executions'

/** The collection of the history of executions. */
export class ExecutionsDatabase extends OwnDatabase {
  get executions(): mongo.Collection<ExecutionDocument> {
    return this.collection('executions')
  }

  /** @throws ExecutionsError of code `EXECUTIONS_MISSING` or `EXECUTIONS_OUTDATED`. */
  async verify(): Promise<void> {
    await this.open()
    const found = await this.schema.findOne({ _id: schemaId })
    if (found?.version !== schemaVersion) throw found === null ? missing() : outdated(found.version)
  }

  /** The version comes last: it says that the rest is there. Several processes may do it at once, and again; one of a newer release is left alone. */
  async migrate(): Promise<void> {
    await this.open()
    for (const name of ['executions', 'schema']) await this.create(name)
    await this.executions.createIndex({ failed: 1, at: 1 }, { name: 'age' })
    await this.schema.updateOne({ _id: schemaId }, { $max: { version: schemaVersion } }, { upsert: true })
  }
}

function missing(): ExecutionsError {
  return new ExecutionsError({
    code: 'EXECUTIONS_MISSING',
    message:
      `The database has no history of executions: its collection "${ownTablePrefix}executions" or the index of it is missing. ` +
      'Call `await triggers.migrate()` once, before the application starts.',
  })
}

function outdated(found: number): ExecutionsError {
  const remedy =
    found < schemaVersion
      ? 'Call `await triggers.migrate()`.'
      : 'A newer release of Triggerkit made it: update @triggerkit/mongoose.'
  return new ExecutionsError({
    code: 'EXECUTIONS_OUTDATED',
    message: `The history of executions in the database is of version ${found}, this program needs ${schemaVersion}. ${remedy}`,
    data: { found, needed: schemaVersion },
  })
}
