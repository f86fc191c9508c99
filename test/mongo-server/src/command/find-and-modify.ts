import { compileFilter } from '../filter/compile-filter.ts'
import { ErrorCode, MongoError } from '../mongo-error.ts'
import { compileProjection } from '../read/project.ts'
import { sortDocuments } from '../read/sort-documents.ts'
import type { Document } from '../value/bson-value.ts'
import { type Command, type CommandContext, unblocked } from './command.ts'
import { assertNoCollation, collectionName, documentOption, flagOption } from './options.ts'
import { runUpdate } from './update-statement.ts'

export const findAndModify: Command = {
  fields: [
    'query',
    'sort',
    'remove',
    'update',
    'new',
    'fields',
    'upsert',
    'arrayFilters',
    'collation',
    'hint',
    'bypassDocumentValidation',
  ],
  inTransaction: true,
  run: (context: CommandContext) => {
    const { body } = context
    assertNoCollation(body)
    if (flagOption(body, 'remove') && (body.update !== undefined || flagOption(body, 'upsert')))
      throw new MongoError(ErrorCode.failedToParse, 'Cannot specify both an update and remove=true')
    return unblocked(context, () => (flagOption(body, 'remove') ? removeOne(context) : updateOne(context)))
  },
}

function removeOne(context: CommandContext): Document {
  const { store, database, body, transaction } = context
  const collection = store.require(database, collectionName(context))
  const all = [...collection.find(compileFilter(documentOption(body, 'query')), transaction)]
  const [found] = body.sort === undefined ? all : sortDocuments(all, documentOption(body, 'sort'))
  if (found !== undefined) collection.delete(found, transaction)
  return answer(body, found, { n: found === undefined ? 0 : 1 })
}

function updateOne(context: CommandContext): Document {
  const { store, database, body, transaction } = context
  const collection = store.require(database, collectionName(context))
  const made = runUpdate(
    collection,
    {
      filter: documentOption(body, 'query'),
      update: body.update,
      ...(body.arrayFilters !== undefined && { arrayFilters: body.arrayFilters as unknown[] }),
      ...(body.sort !== undefined && { sort: documentOption(body, 'sort') }),
      multi: false,
      upsert: flagOption(body, 'upsert'),
    },
    transaction,
  )
  const value = flagOption(body, 'new') ? (made.upserted ?? made.after) : made.before
  return answer(body, value, {
    n: made.matched + (made.upserted === undefined ? 0 : 1),
    updatedExisting: made.matched > 0,
    ...(made.upserted !== undefined && { upserted: made.upserted._id }),
  })
}

function answer(body: Document, value: Document | undefined, lastErrorObject: Document): Document {
  const project = compileProjection(documentOption(body, 'fields'))
  return { lastErrorObject, value: value === undefined ? null : project(value), ok: 1 }
}
