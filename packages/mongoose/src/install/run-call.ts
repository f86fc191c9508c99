import { TriggerkitError, type WriteOperation } from '@triggerkit/core/adapter'
import type { ClientSession } from 'mongoose'
import type { Document } from '../mongoose-like.ts'
import type { MongooseTable } from '../schema/mongoose-table.ts'
import { DeleteWrite } from '../write/delete-write.ts'
import { InsertWrite } from '../write/insert-write.ts'
import type { MongooseWrite } from '../write/mongoose-write.ts'
import { UpdateWrite } from '../write/update-write.ts'
import { UpsertWrite } from '../write/upsert-write.ts'
import { perform, type WriteCall } from '../write/write-call.ts'
import { classesNamed, classesOf } from './classes-of.ts'

/** A call whose table is still to be found. */
export type Call = Omit<WriteCall, 'table'>

export function operationOf({ method, options }: Pick<Call, 'method' | 'options'>): WriteOperation {
  if (method.startsWith('insert')) return 'insert'
  if (method.startsWith('delete') || method === 'findOneAndDelete') return 'delete'
  return options.upsert === true ? 'upsert' : 'update'
}

/** Whether triggers have to see a call of that kind on any of the collection's models. */
export function isWatched({ watched, method, options }: Call): boolean {
  const { binding } = watched.installation
  if (!binding.active) return false
  const inTransaction = options.session?.inTransaction() ?? false
  return watched.tables.some((table) => binding.matches(table.schema, operationOf({ method, options }), inTransaction))
}

/** A call of a method that writes: straight through where no trigger matches, else as one Write, or one for each of the models it is about. */
export function runCall(call: Call): Promise<unknown> {
  return isWatched(call) ? runReady(call) : perform(call)
}

async function runReady(call: Call): Promise<unknown> {
  await beReady(call)
  return runWatched(call)
}

/** Waits for the connection as Mongoose does, and follows the session that the call is made in. */
export async function beReady({ watched, options }: Pick<Call, 'watched' | 'options'>): Promise<void> {
  const { installation } = watched
  if (installation.connection.readyState !== 1) await installation.connection.asPromise()
  const { session } = options
  if (session === undefined || session === null) return
  if (session.inTransaction() && !installation.hasTransactions) throw noTransactions()
  installation.sessions.watch(session)
}

/** The Write of a call on one model. */
export function writeOf(call: WriteCall): MongooseWrite & (InsertWrite | UpdateWrite | DeleteWrite) {
  switch (operationOf(call)) {
    case 'insert':
      return new InsertWrite(call)
    case 'delete':
      return new DeleteWrite(call)
    case 'upsert':
      return new UpsertWrite(call)
    default:
      return new UpdateWrite(call)
  }
}

/** As one Write, or one for each of the models that it is about. */
export function runWatched(call: Call): Promise<unknown> {
  const { watched } = call
  const named = classesNamed(watched)
  if (named.length < 2) return runOn(call, named[0] ?? watched.root)
  return classesOf(call, named, runOn)
}

async function runOn(call: Call, table: MongooseTable): Promise<unknown> {
  const write = writeOf({ ...call, table })
  try {
    const result = await call.watched.installation.binding.run(write)
    if (write instanceof InsertWrite && write.refused !== undefined) {
      partlyDone.add(write.refused as object)
      throw write.refused
    }
    return result
  } catch (error) {
    if (write.failure !== undefined && error === write.failure) markRefusal(error)
    throw error
  }
}

/** Those after which a part of the call stands. */
const partlyDone = new WeakSet<object>()

/** Whether nothing of the call stands, so that it may be divided and run again. */
export function isUndone(error: unknown): boolean {
  return isRefusal(error) && !partlyDone.has(error as object)
}

/** The database refused an operation that no trigger has to see. */
export function markRefusal(error: unknown): void {
  if (typeof error === 'object' && error !== null) refusals.add(error)
}

/** Errors with which the database refused a call itself, and not what its triggers wrote. */
const refusals = new WeakSet<object>()

export function isRefusal(error: unknown): boolean {
  const labels = (error as { errorLabels?: unknown } | null)?.errorLabels
  const isTransient = Array.isArray(labels) && labels.includes('TransientTransactionError')
  return typeof error === 'object' && error !== null && refusals.has(error) && !isTransient
}

export type RunPart = (call: Call, table: MongooseTable) => Promise<unknown>

export function withSession<T extends Pick<Call, 'options'>>(call: T, session: ClientSession): T {
  return { ...call, options: { ...call.options, session } as Document & WriteCall['options'] }
}

function noTransactions(): TriggerkitError {
  return new TriggerkitError({
    code: 'TRANSACTIONS_UNSUPPORTED',
    message:
      'The session is in a transaction, and this MongoDB server is a standalone one, which has none; nothing was written. Run it as a replica ' +
      'set (one member is enough: mongod --replSet rs0, then rs.initiate()), or write without a transaction.',
  })
}
