import type { Document } from '../value/bson-value.ts'
import type { Command, CommandContext } from './command.ts'
import {
  assertKnown,
  assertNoCollation,
  collectionName,
  documentOption,
  documentsOption,
  flagOption,
  requiredDocument,
} from './options.ts'
import { runUpdate, type UpdateStatement } from './update-statement.ts'
import { runStatements } from './write-result.ts'

const STATEMENT = ['q', 'u', 'multi', 'upsert', 'arrayFilters', 'sort', 'collation', 'hint'] as const

export const update: Command = {
  fields: ['updates', 'ordered', 'bypassDocumentValidation'],
  inTransaction: true,
  run: async (context: CommandContext) => {
    const { store, database, body, transaction } = context
    const collection = store.require(database, collectionName(context))
    const updates = documentsOption(body, 'updates')
    const upserted: Document[] = []
    let n = 0
    let nModified = 0
    const writeErrors = await runStatements(context, updates.length, body.ordered !== false, (index) => {
      const made = runUpdate(collection, toStatement(updates[index]!), transaction)
      n += made.matched + (made.upserted === undefined ? 0 : 1)
      nModified += made.modified
      if (made.upserted !== undefined) upserted.push({ index, _id: made.upserted._id })
    })
    return {
      n,
      nModified,
      ...(upserted.length > 0 && { upserted }),
      ...(writeErrors.length > 0 && { writeErrors }),
      ok: 1,
    }
  },
}

function toStatement(given: Document): UpdateStatement {
  assertKnown('an update', given, STATEMENT)
  assertNoCollation(given)
  return {
    filter: requiredDocument(given, 'q'),
    update: given.u,
    ...(given.arrayFilters !== undefined && { arrayFilters: given.arrayFilters as unknown[] }),
    ...(given.sort !== undefined && { sort: documentOption(given, 'sort') }),
    multi: flagOption(given, 'multi'),
    upsert: flagOption(given, 'upsert'),
  }
}
