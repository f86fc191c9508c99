import { Long } from 'bson'
import { ErrorCode, MongoError } from '../mongo-error.ts'
import type { Collection } from '../storage/collection.ts'
import type { Document } from '../value/bson-value.ts'
import type { Command, CommandContext } from './command.ts'
import { runDelete } from './delete.ts'
import { insertOne } from './insert-one.ts'
import { assertKnown, assertNoCollation, documentOption, documentsOption, flagOption, numberOption } from './options.ts'
import { runUpdate } from './update-statement.ts'
import { runStatements } from './write-result.ts'

interface Counts {
  nInserted: number
  nMatched: number
  nModified: number
  nUpserted: number
  nDeleted: number
}

/** `client.bulkWrite` over several collections, of MongoDB 8. */
export const bulkWrite: Command = {
  fields: ['ops', 'nsInfo', 'ordered', 'errorsOnly', 'bypassDocumentValidation', 'cursor'],
  inTransaction: true,
  run: async (context: CommandContext) => {
    const { body, store } = context
    const collections = documentsOption(body, 'nsInfo').map(({ ns }) => {
      const [database = '', ...name] = String(ns).split('.')
      return store.require(database, name.join('.'))
    })
    const operations = documentsOption(body, 'ops')
    const counts: Counts = { nInserted: 0, nMatched: 0, nModified: 0, nUpserted: 0, nDeleted: 0 }
    const results: Document[] = []
    const writeErrors = await runStatements(context, operations.length, body.ordered !== false, (idx) => {
      results.push({ ok: 1, idx, ...runOperation(context, operations[idx]!, collections, counts) })
    })
    for (const { index, errmsg, code, ...details } of writeErrors)
      results.push({ ok: 0, idx: index, code, errmsg, n: 0, ...details })
    results.sort((a, b) => (a.idx as number) - (b.idx as number))
    const told = flagOption(body, 'errorsOnly') ? results.filter(({ ok }) => ok === 0) : results
    return {
      cursor: { id: Long.ZERO, firstBatch: told, ns: 'admin.$cmd.bulkWrite' },
      nErrors: writeErrors.length,
      ...counts,
      ok: 1,
    }
  },
}

function runOperation(
  { transaction }: CommandContext,
  operation: Document,
  collections: Collection[],
  counts: Counts,
): Document {
  const [kind = ''] = Object.keys(operation)
  const collection = collections[numberOption(operation, kind) ?? -1]
  if (collection === undefined)
    throw new MongoError(ErrorCode.badValue, `BulkWrite ops entry ${kind} has an invalid namespace index.`)
  assertNoCollation(operation)
  if (kind === 'insert') {
    insertOne(collection, documentOption(operation, 'document'), transaction)
    counts.nInserted++
    return { n: 1 }
  }
  if (kind === 'delete') {
    assertKnown('a delete', operation, ['delete', 'filter', 'multi', 'hint', 'collation'])
    const n = runDelete(collection, documentOption(operation, 'filter'), !flagOption(operation, 'multi'), transaction)
    counts.nDeleted += n
    return { n }
  }
  assertKnown('an update', operation, [
    'update',
    'filter',
    'updateMods',
    'multi',
    'upsert',
    'arrayFilters',
    'sort',
    'hint',
    'collation',
  ])
  const made = runUpdate(
    collection,
    {
      filter: documentOption(operation, 'filter'),
      update: operation.updateMods,
      ...(operation.arrayFilters !== undefined && { arrayFilters: operation.arrayFilters as unknown[] }),
      ...(operation.sort !== undefined && { sort: documentOption(operation, 'sort') }),
      multi: flagOption(operation, 'multi'),
      upsert: flagOption(operation, 'upsert'),
    },
    transaction,
  )
  counts.nMatched += made.matched
  counts.nModified += made.modified
  if (made.upserted === undefined) return { n: made.matched, nModified: made.modified }
  counts.nUpserted++
  return { n: 1, nModified: 0, upserted: { _id: made.upserted._id } }
}
