import type { Triggers } from '@triggerkit/core'
import { type AdapterBinding, TriggerkitError } from '@triggerkit/core/adapter'
import type { ClientSession } from 'mongoose'
import type { ConnectionLike, Document, DocumentLike, ModelLike } from '../mongoose-like.ts'
import { MongoosePort } from '../port/mongoose-port.ts'
import { MongooseSchema } from '../schema/mongoose-schema.ts'
import { toTable } from '../schema/mongoose-table.ts'
import { hasTransactions } from '../session/has-transactions.ts'
import { Sessions } from '../session/sessions.ts'
import { alterDocument } from '../write/cast-alteration.ts'
import { collectionFor, collectionSymbolOf, installCollection, onAltered } from './install-collection.ts'
import type { Installation } from './installation.ts'
import { savedDocuments } from './run-bulk.ts'
import { installClientBulk } from './run-client-bulk.ts'
import { WatchedCollection } from './watched-collection.ts'

const installations = new WeakMap<ConnectionLike, Map<Triggers, Installation>>()
const collections = new WeakMap<object, WatchedCollection>()
const installed = new WeakMap<ModelLike, Triggers>()

/** Makes the writes of a model fire the triggers of an engine, and those of its discriminators, also of later ones. */
export function installModel(model: ModelLike, engine: Triggers): void {
  if (installed.get(model) === engine) return
  attach(model, engine)
  installed.set(model, engine)
  followDocuments(model)
  const { discriminator, useConnection } = model
  model.discriminator = function (this: ModelLike, ...args) {
    const child = discriminator.apply(this, args) as ModelLike
    installModel(child, engine)
    return child
  }
  if (useConnection === undefined) return
  model.useConnection = function (this: ModelLike, ...args) {
    const moved = useConnection.apply(this, args)
    attach(model, engine)
    return moved
  }
}

/** The model's collection, on the connection that it now has. */
function attach(model: ModelLike, engine: Triggers): void {
  const watched = watchedCollection(model, engine)
  const table = toTable(model, watched)
  watched.addTable(table)
  watched.installation.schema.add(table)
  const symbol = collectionSymbolOf(model)
  if (symbol !== undefined) {
    Object.defineProperty(model.prototype, symbol, {
      configurable: true,
      get(this: DocumentLike) {
        return collectionFor(watched, this)
      },
      set(this: object, value: unknown) {
        Object.defineProperty(this, symbol, { value, configurable: true, writable: true })
      },
    })
  }
  for (const child of Object.values(model.discriminators ?? {})) installModel(child, engine)
}

function installationOf(connection: ConnectionLike, engine: Triggers): Installation {
  const engines = installations.get(connection) ?? new Map<Triggers, Installation>()
  installations.set(connection, engines)
  let installation = engines.get(engine)
  if (installation === undefined) {
    installation = install(connection, engine)
    engines.set(engine, installation)
  }
  return installation
}

function install(connection: ConnectionLike, engine: Triggers): Installation {
  const schema = new MongooseSchema()
  const sessions: Sessions = new Sessions(connection, () => binding.transactions)
  installClientBulk(connection, (model) => model && collections.get(model.collection))
  const binding: AdapterBinding<ClientSession> = engine.bind(new MongoosePort(connection, schema, sessions))
  return {
    engine,
    connection,
    schema,
    binding,
    sessions,
    get hasTransactions() {
      return hasTransactions(connection)
    },
  }
}

function watchedCollection(model: ModelLike, engine: Triggers): WatchedCollection {
  const known = collections.get(model.collection)
  if (known === undefined) {
    const watched = new WatchedCollection(installationOf(model.db, engine), model.collection)
    collections.set(model.collection, watched)
    installCollection(watched)
    return watched
  }
  if (known.installation.engine !== engine)
    throw new TriggerkitError({
      code: 'PLUGIN_TWICE',
      message: `The collection "${known.name}" has triggers of another engine already. Register all triggers on one engine.`,
    })
  if (known.tables.length > 0 && model.baseModelName === undefined && known.root.model !== model)
    throw new TriggerkitError({
      code: 'COLLECTION_SHARED',
      message:
        `The models "${known.root.model.modelName}" and "${model.modelName}" have one collection, "${known.name}", so that no write says which ` +
        'of them it is of. Make one a discriminator of the other, or leave the plugin out of one.',
    })
  return known
}

/** What triggers set, the caller's own documents get too: of `insertMany` and `bulkSave`. Those that save themselves see to it in `attach`. */
function followDocuments(model: ModelLike): void {
  const { insertMany, buildBulkWriteOperations } = model
  model.insertMany = function (this: ModelLike, documents, options) {
    if (collections.get(model.collection)?.installation.binding.active !== true)
      return insertMany.call(this, documents, options)
    return insertAndFollow((given) => insertMany.call(this, documents, given) as Promise<unknown>, options)
  }
  model.buildBulkWriteOperations = function (this: ModelLike, documents, ...rest) {
    const operations = buildBulkWriteOperations.call(this, documents, ...rest)
    const byId = new Map(documents.map((document) => [document._id, document]))
    for (const operation of operations) {
      const insert = operation.insertOne as { document: DocumentLike } | undefined
      const update = operation.updateOne as { filter: Document } | undefined
      const document = insert?.document ?? byId.get(update?.filter._id)
      if (document !== undefined) savedDocuments.set(operation, document)
    }
    return operations
  }
}

async function insertAndFollow(insert: (options: object) => Promise<unknown>, options: unknown): Promise<unknown> {
  const altered = new Map<string, Document>()
  const follow = (documents: unknown): void => {
    if (altered.size === 0 || !Array.isArray(documents)) return
    for (const document of documents as (DocumentLike | null)[]) {
      const alteration = altered.get(String(document?._id))
      if (alteration !== undefined) alterDocument(document!, alteration)
    }
  }
  const tell = (_index: number, alteration: Document, id: unknown): void => void altered.set(String(id), alteration)
  try {
    const result = await insert({ ...(options as object | undefined), [onAltered]: tell })
    follow(result)
    return result
  } catch (error) {
    follow((error as { insertedDocs?: unknown } | null)?.insertedDocs)
    throw error
  }
}
