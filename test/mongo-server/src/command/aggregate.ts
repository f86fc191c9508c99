import { somePathValue } from '../filter/path-values.ts'
import { MongoError, notSupported } from '../mongo-error.ts'
import { ChangeStream } from '../read/change-stream.ts'
import { runPipeline } from '../read/run-pipeline.ts'
import { type Document, isDocument } from '../value/bson-value.ts'
import { compareValues, valueKey } from '../value/compare-values.ts'
import { splitPath } from '../value/field-path.ts'
import type { Command, CommandContext } from './command.ts'
import { matching } from './find.ts'
import { assertNoCollation, collectionName, documentOption, documentsOption, numberOption } from './options.ts'

export const aggregate: Command = {
  fields: ['pipeline', 'cursor', 'allowDiskUse', 'collation', 'hint'],
  inTransaction: true,
  run: (context: CommandContext) => {
    const { body, cursors, database } = context
    assertNoCollation(body)
    if (typeof body.aggregate !== 'string') throw notSupported('An aggregation of a whole database')
    const name = collectionName(context)
    let pipeline = documentsOption(body, 'pipeline')
    if (isDocument(pipeline[0]?.$changeStream)) return openChangeStream(context, name, pipeline)
    let filter: Document = {}
    if (isDocument(pipeline[0]?.$match)) {
      filter = pipeline[0].$match
      pipeline = pipeline.slice(1)
    }
    const found = runPipeline(matching(context, name, filter), pipeline)
    return cursors.open(`${database}.${name}`, found, numberOption(documentOption(body, 'cursor'), 'batchSize'))
  },
}

function openChangeStream(
  { topology, store, database, cursors, transaction }: CommandContext,
  name: string,
  [first, ...pipeline]: Document[],
): Document {
  if (topology.replicaSet === undefined)
    throw new MongoError([40573, 'Location40573'], 'The $changeStream stage is only supported on replica sets')
  if (transaction !== undefined) throw notSupported('$changeStream in a transaction')
  const namespace = `${database}.${name}`
  return cursors.follow(
    namespace,
    new ChangeStream(store.changes, namespace, documentOption(first!, '$changeStream'), pipeline),
  )
}

export const count: Command = {
  fields: ['query', 'skip', 'limit', 'hint', 'collation'],
  run: (context: CommandContext) => {
    const { body } = context
    assertNoCollation(body)
    const found = matching(context, collectionName(context), documentOption(body, 'query')).slice(
      numberOption(body, 'skip') ?? 0,
    )
    const limit = numberOption(body, 'limit') ?? 0
    return { n: limit > 0 ? Math.min(limit, found.length) : found.length, ok: 1 }
  },
}

export const distinct: Command = {
  fields: ['key', 'query', 'collation'],
  inTransaction: true,
  run: (context: CommandContext) => {
    const { body } = context
    assertNoCollation(body)
    const path = splitPath(String(body.key))
    const values = new Map<string, unknown>()
    for (const document of matching(context, collectionName(context), documentOption(body, 'query')))
      somePathValue(document, path, (value) => {
        if (value !== undefined && !Array.isArray(value)) values.set(valueKey(value), value)
        return false
      })
    return { values: [...values.values()].sort(compareValues), ok: 1 }
  },
}
