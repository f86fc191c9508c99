import type { Long } from 'bson'
import { compileFilter } from '../filter/compile-filter.ts'
import { compileProjection } from '../read/project.ts'
import { sortDocuments } from '../read/sort-documents.ts'
import type { Document } from '../value/bson-value.ts'
import type { Command, CommandContext } from './command.ts'
import { assertNoCollation, collectionName, documentOption, flagOption, numberOption } from './options.ts'

export const find: Command = {
  fields: [
    'filter',
    'sort',
    'projection',
    'skip',
    'limit',
    'batchSize',
    'singleBatch',
    'hint',
    'collation',
    'allowDiskUse',
    'noCursorTimeout',
  ],
  inTransaction: true,
  run: (context: CommandContext) => {
    const { body, cursors } = context
    assertNoCollation(body)
    const name = collectionName(context)
    const limit = numberOption(body, 'limit') ?? 0
    let found = matching(context, name, documentOption(body, 'filter'))
    if (body.sort !== undefined) found = sortDocuments(found, documentOption(body, 'sort'))
    found = found.slice(numberOption(body, 'skip') ?? 0)
    if (limit > 0) found = found.slice(0, limit)
    const project = compileProjection(documentOption(body, 'projection'))
    const shown = found.map((document) => project(document))
    return cursors.open(
      `${context.database}.${name}`,
      shown,
      numberOption(body, 'batchSize'),
      flagOption(body, 'singleBatch'),
    )
  },
}

export const getMore: Command = {
  fields: ['collection', 'batchSize'],
  inTransaction: true,
  run: async ({ body, cursors, database }) => {
    const [id, namespace] = [body.getMore as Long, `${database}.${String(body.collection)}`]
    const changes = await cursors.nextChanges(id, namespace, numberOption(body, 'maxTimeMS'))
    return changes ?? cursors.next(id, namespace, numberOption(body, 'batchSize'))
  },
}

export const killCursors: Command = {
  fields: ['cursors'],
  inTransaction: true,
  run: ({ body, cursors, store }) => {
    const ids = body.cursors as Long[]
    const cursorsKilled = ids.filter((id) => cursors.kill(id))
    store.changes.wake()
    return {
      cursorsKilled,
      cursorsNotFound: ids.filter((id) => !cursorsKilled.includes(id)),
      cursorsAlive: [],
      cursorsUnknown: [],
      ok: 1,
    }
  },
}

/** What the command's reader sees of a collection. */
export function matching({ store, database, transaction }: CommandContext, name: string, filter: Document): Document[] {
  const compiled = compileFilter(filter)
  const collection = store.collection(database, name)
  return collection === undefined ? [] : [...collection.find(compiled, transaction)]
}
