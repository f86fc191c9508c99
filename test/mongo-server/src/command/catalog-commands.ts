import { ErrorCode, MongoError, notSupported } from '../mongo-error.ts'
import type { IndexSpec } from '../storage/index-keys.ts'
import { type Document, isNumeric, toNumber } from '../value/bson-value.ts'
import { valueKey } from '../value/compare-values.ts'
import type { Command, CommandContext } from './command.ts'
import {
  assertKnown,
  assertNoCollation,
  collectionName,
  documentOption,
  documentsOption,
  flagOption,
} from './options.ts'

export const create: Command = {
  fields: ['collation'],
  run: (context) => {
    const { store, database, body } = context
    assertNoCollation(body)
    const name = collectionName(context)
    if (store.collection(database, name) !== undefined)
      throw new MongoError(ErrorCode.namespaceExists, `Collection ${database}.${name} already exists.`)
    store.require(database, name)
    return { ok: 1 }
  },
}

export const drop: Command = {
  fields: [],
  run: (context) => {
    const collection = context.store.collection(context.database, collectionName(context))
    if (collection !== undefined) context.store.drop(collection)
    return { ok: 1 }
  },
}

export const dropDatabase: Command = {
  fields: [],
  run: ({ store, database }) => {
    for (const collection of store.collections(database)) store.drop(collection)
    return { dropped: database, ok: 1 }
  },
}

export const listDatabases: Command = {
  fields: ['nameOnly'],
  run: ({ store }) => ({
    databases: [...new Set(store.collections().map(({ database }) => database))].map((name) => ({ name })),
    ok: 1,
  }),
}

export const listCollections: Command = {
  fields: ['filter', 'nameOnly', 'cursor', 'authorizedCollections'],
  run: ({ store, database, body, cursors }) => {
    const { name: wanted, ...others } = documentOption(body, 'filter')
    if (Object.keys(others).length > 0 || (wanted !== undefined && typeof wanted !== 'string'))
      throw notSupported('A filter of listCollections other than by name')
    const names = store.collections(database).map(({ name }) => name)
    const found = names.filter((name) => wanted === undefined || name === wanted)
    const documents = found.map((name) => ({ name, type: 'collection', options: {}, info: { readOnly: false } }))
    return cursors.open(`${database}.$cmd.listCollections`, documents, undefined)
  },
}

export const createIndexes: Command = {
  fields: ['indexes', 'commitQuorum'],
  run: (context) => {
    const { store, database, body } = context
    const name = collectionName(context)
    const createdCollectionAutomatically = store.collection(database, name) === undefined
    const collection = store.require(database, name)
    const numIndexesBefore = collection.indexes.length + 1
    for (const spec of documentsOption(body, 'indexes').map(toIndexSpec)) {
      const present = collection.indexes.find((each) => each.name === spec.name || sameKey(each, spec))
      if (present === undefined) collection.createIndex(spec)
      else if (valueKey(present.given) !== valueKey(spec.given))
        throw new MongoError(
          ErrorCode.indexKeySpecsConflict,
          `An existing index has the same name or keys as the requested index "${spec.name}".`,
        )
    }
    return { numIndexesBefore, numIndexesAfter: collection.indexes.length + 1, createdCollectionAutomatically, ok: 1 }
  },
}

export const listIndexes: Command = {
  fields: ['cursor'],
  run: (context) => {
    const { cursors, database } = context
    const name = collectionName(context)
    const { indexes } = existing(context, name)
    const all = [{ v: 2, key: { _id: 1 }, name: '_id_' }, ...indexes.map(({ given }) => ({ v: 2, ...given }))]
    return cursors.open(`${database}.${name}`, all, undefined)
  },
}

export const dropIndexes: Command = {
  fields: ['index'],
  run: (context) => {
    const collection = existing(context, collectionName(context))
    const nIndexesWas = collection.indexes.length + 1
    const given = context.body.index
    const names = given === '*' ? collection.indexes.map(({ name }) => name) : [given].flat().map(String)
    const missing = names.find((name) => !collection.indexes.some((index) => index.name === name))
    if (missing !== undefined) throw new MongoError(ErrorCode.indexNotFound, `index not found with name [${missing}]`)
    collection.dropIndexes(names)
    return { nIndexesWas, ok: 1 }
  },
}

function existing({ store, database }: CommandContext, name: string): NonNullable<ReturnType<typeof store.collection>> {
  const collection = store.collection(database, name)
  if (collection === undefined)
    throw new MongoError([26, 'NamespaceNotFound'], `ns does not exist: ${database}.${name}`)
  return collection
}

function toIndexSpec(given: Document): IndexSpec {
  assertKnown('an index', given, [
    'key',
    'name',
    'unique',
    'sparse',
    'partialFilterExpression',
    'background',
    'v',
    'collation',
  ])
  assertNoCollation(given)
  const key = documentOption(given, 'key')
  for (const [name, direction] of Object.entries(key))
    if (!isNumeric(direction) || toNumber(direction) === 0 || name.includes('$'))
      throw notSupported(`An index of the kind ${String(direction)}`)
  const { background: _background, v: _v, ...told } = given
  return {
    name: String(given.name),
    key,
    unique: flagOption(given, 'unique'),
    sparse: flagOption(given, 'sparse'),
    ...(given.partialFilterExpression !== undefined && {
      partialFilterExpression: documentOption(given, 'partialFilterExpression'),
    }),
    given: told,
  }
}

function sameKey(a: IndexSpec, b: IndexSpec): boolean {
  return valueKey(a.key) === valueKey(b.key)
}
