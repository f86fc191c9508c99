import type { Command, CommandContext } from './command.ts'
import { insertOne } from './insert-one.ts'
import { collectionName, documentsOption } from './options.ts'
import { runStatements } from './write-result.ts'

export const insert: Command = {
  fields: ['documents', 'ordered', 'bypassDocumentValidation'],
  inTransaction: true,
  run: async (context: CommandContext) => {
    const { store, database, body, transaction } = context
    const collection = store.require(database, collectionName(context))
    const documents = documentsOption(body, 'documents')
    let n = 0
    const writeErrors = await runStatements(context, documents.length, body.ordered !== false, (index) => {
      insertOne(collection, documents[index]!, transaction)
      n++
    })
    return { n, ...(writeErrors.length > 0 && { writeErrors }), ok: 1 }
  },
}
