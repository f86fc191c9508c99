import { OutboxError, ownTablePrefix } from '@triggerkit/core/adapter'
import type { mongo } from 'mongoose'
import type { OutboxDatabase } from './outbox-database.ts'

/** What the collections are like: goes up with each change that a program of the version before cannot work with (R44). */
const version = 1
const schemaId = 'outbox'

/**
 * Leads to due Jobs of the handlers that a worker knows, however many there are of others: of each handler in the order that they are claimed in,
 * which MongoDB merges (of up to 200 handlers; beyond, it sorts those that are due).
 */
const claimIndex = {
  key: { handler: 1, dueAt: 1, seq: 1, format: 1 },
  name: 'claim',
  partialFilterExpression: { dueAt: { $exists: true } },
}

const jobIndexes: mongo.IndexDescription[] = [
  claimIndex,
  { key: { heldKey: 1, seq: 1 }, name: 'key_order', partialFilterExpression: { heldKey: { $exists: true } } },
  { key: { heldKey: 1, state: 1 }, name: 'key_state', partialFilterExpression: { heldKey: { $exists: true } } },
  {
    key: { 'chain.id': 1, 'chain.position': 1 },
    name: 'chain',
    partialFilterExpression: { 'chain.id': { $exists: true } },
  },
  { key: { state: 1, dueAt: 1, finishedAt: 1 }, name: 'state' },
  { key: { unfollowed: 1 }, name: 'unfollowed', partialFilterExpression: { unfollowed: true } },
]

/**
 * Makes the collections and their indexes. The version comes last: it says that the rest
 * is there. Several processes may do it at once, and again.
 */
export async function migrateOutbox(database: OutboxDatabase): Promise<void> {
  for (const name of ['jobs', 'marks', 'schema']) await database.create(name)
  await database.jobs.createIndexes(jobIndexes)
  await database.marks.createIndex({ until: 1 }, { name: 'until', sparse: true })
  await database.schema.updateOne({ _id: schemaId }, { $max: { version } }, { upsert: true })
}

/** Asks outside every session, so that no transaction is harmed. */
export async function verifyOutbox({ schema }: OutboxDatabase): Promise<void> {
  const found = await schema.findOne({ _id: schemaId })
  if (found === null)
    throw new OutboxError({
      code: 'OUTBOX_MISSING',
      message:
        `The database has no outbox: its collections ("${ownTablePrefix}jobs") are missing. ` +
        'Call triggers.outbox.migrate() once, before the application starts.',
    })
  if (found.version === version) return
  throw new OutboxError({
    code: 'OUTBOX_OUTDATED',
    message:
      found.version < version
        ? `The outbox in the database is of version ${found.version}, this program needs ${version}. Call triggers.outbox.migrate().`
        : `The outbox in the database is of version ${found.version}, which triggers.outbox.migrate() of a newer release of Triggerkit made; ` +
          `this one knows ${version}. Update @triggerkit/mongoose.`,
    data: { found: found.version, needed: version },
  })
}
