import { compileFilter } from '../filter/compile-filter.ts'
import type { Collection } from '../storage/collection.ts'
import type { Transaction } from '../storage/transaction.ts'
import type { Document } from '../value/bson-value.ts'
import type { Command, CommandContext } from './command.ts'
import {
  assertKnown,
  assertNoCollation,
  collectionName,
  documentsOption,
  numberOption,
  requiredDocument,
} from './options.ts'
import { runStatements } from './write-result.ts'

export const deleteCommand: Command = {
  fields: ['deletes', 'ordered'],
  inTransaction: true,
  run: async (context: CommandContext) => {
    const { store, database, body, transaction } = context
    const collection = store.require(database, collectionName(context))
    const deletes = documentsOption(body, 'deletes')
    let n = 0
    const writeErrors = await runStatements(context, deletes.length, body.ordered !== false, (index) => {
      const given = deletes[index]!
      assertKnown('a delete', given, ['q', 'limit', 'collation', 'hint'])
      assertNoCollation(given)
      n += runDelete(collection, requiredDocument(given, 'q'), numberOption(given, 'limit') === 1, transaction)
    })
    return { n, ...(writeErrors.length > 0 && { writeErrors }), ok: 1 }
  },
}

export function runDelete(
  collection: Collection,
  filter: Document,
  isOne: boolean,
  transaction: Transaction | undefined,
): number {
  const all = [...collection.find(compileFilter(filter), transaction)]
  const found = isOne ? all.slice(0, 1) : all
  collection.assertWritable(found, transaction)
  for (const document of found) collection.delete(document, transaction)
  return found.length
}
