import type { ClientSession } from 'mongoose'
import type { Document } from '../mongoose-like.ts'
import type { MongooseTable } from '../schema/mongoose-table.ts'
import type { Call, RunPart } from './run-call.ts'
import type { WatchedCollection } from './watched-collection.ts'

/** The models of a collection whose Changes triggers tell apart: the base, and each discriminator that a trigger names. */
export function classesNamed(watched: WatchedCollection): MongooseTable[] {
  const { binding } = watched.installation
  return watched.tables.filter((table) => table === watched.root || binding.isNamed(table.schema))
}

/** Runs a call as one Write for each of the models that it is about, all of them or none. */
export async function classesOf(call: Call, named: readonly MongooseTable[], run: RunPart): Promise<unknown> {
  const { watched } = call
  const key = watched.discriminatorKey
  if (key === undefined) return run(call, watched.root)
  const ownerOf = (value: unknown): MongooseTable => {
    const table = watched.tableOf(value)
    return named.includes(table) ? table : watched.root
  }
  if (call.documents !== undefined) return runInserts(call, (document) => ownerOf(document[key]), run)
  const given = call.filter?.[key]
  if (typeof given === 'string' || typeof given === 'number') return run(call, ownerOf(given))
  if (!call.method.endsWith('Many')) {
    const first = await firstOf(call, key)
    const owner = ownerOf(first?.[key])
    const isFound = first !== undefined && call.options.upsert !== true
    return run(isFound ? ofClass(call, key, criteriaOf(watched, owner, named)) : call, owner)
  }
  return runMany(call, key, named, run)
}

/** What says that a document is of the table, and of none of the others that are told apart. */
function criteriaOf(watched: WatchedCollection, table: MongooseTable, named: readonly MongooseTable[]): Document {
  if (table !== watched.root) return { $in: watched.valuesOf(table) }
  return { $nin: named.filter((other) => other !== table).flatMap((other) => watched.valuesOf(other)) }
}

function ofClass(call: Call, key: string, criteria: Document): Call {
  const { filter = {} } = call
  return {
    ...call,
    filter: { ...filter, $and: [...((filter.$and as Document[] | undefined) ?? []), { [key]: criteria }] },
  }
}

/** The document that the call is going to find, with its discriminator. */
async function firstOf({ watched, filter = {}, options }: Call, key: string): Promise<Document | undefined> {
  const { sort, session, collation } = options
  const found = watched.find(filter, {
    projection: { [key]: 1 },
    limit: 1,
    ...(sort !== undefined && { sort }),
    ...(collation !== undefined && { collation }),
    ...(session !== undefined && { session }),
  })
  return (await found.toArray())[0]
}

async function runInserts(call: Call, ownerOf: (document: Document) => MongooseTable, run: RunPart): Promise<unknown> {
  const documents = call.documents!
  const groups = new Map<MongooseTable, number[]>()
  documents.forEach((document, index) => {
    const owner = ownerOf(document)
    groups.set(owner, [...(groups.get(owner) ?? []), index])
  })
  const [only] = groups
  if (groups.size < 2) return run(call, only?.[0] ?? call.watched.root)
  return inUnit(call, async (session) => {
    const insertedIds: Record<number, unknown> = {}
    for (const [table, indexes] of groups) {
      const part = {
        ...call,
        options: { ...call.options, ...(session && { session }) },
        documents: indexes.map((index) => documents[index]!),
        ...(call.held && { held: indexes.map((index) => call.held![index]) }),
        onAltered: (index: number, alteration: Document, id: unknown) =>
          call.onAltered?.(indexes[index]!, alteration, id),
      }
      const result = (await run(part, table)) as { insertedIds: Record<number, unknown> }
      for (const [index, id] of Object.entries(result.insertedIds)) insertedIds[indexes[Number(index)]!] = id
    }
    return { acknowledged: true, insertedCount: Object.keys(insertedIds).length, insertedIds }
  })
}

async function runMany(call: Call, key: string, named: readonly MongooseTable[], run: RunPart): Promise<unknown> {
  return inUnit(call, async (session) => {
    let merged: Document | undefined
    for (const table of named) {
      const part = ofClass(call, key, criteriaOf(call.watched, table, named))
      const options = { ...call.options, ...(session && { session }) }
      const answer = (await run({ ...part, options }, table)) as Document
      merged = merged === undefined ? { ...answer } : addCounts(merged, answer)
    }
    return merged
  })
}

function addCounts(sum: Document, answer: Document): Document {
  const added = { ...sum }
  for (const [name, value] of Object.entries(answer))
    if (typeof value === 'number') added[name] = Number(added[name] ?? 0) + value
  return added
}

/** In the caller's transaction, else in one of ours; where the server has none one after the other. */
function inUnit<T>(call: Call, body: (session: ClientSession | undefined) => Promise<T>): Promise<T> {
  const { binding, hasTransactions } = call.watched.installation
  const { session } = call.options
  if (session?.inTransaction()) return binding.atomic(session, true, body)
  return hasTransactions ? binding.atomic(undefined, false, body) : body(session ?? undefined)
}
