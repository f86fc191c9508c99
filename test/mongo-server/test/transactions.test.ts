import type { Collection, Document, MongoServerError } from 'mongodb'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type OpenClient, openClient } from './fixture/open-client.ts'

describe('transactions', () => {
  let open: OpenClient
  let collection: Collection<Document>
  beforeAll(async () => {
    open = await openClient()
    collection = open.client.db('transactions').collection('documents')
    await collection.createIndex({ email: 1 }, { unique: true, sparse: true })
  })
  afterAll(() => open.close())
  beforeEach(async () => {
    await collection.deleteMany({})
    await collection.insertMany([
      { _id: 1 as never, n: 1 },
      { _id: 2 as never, n: 2 },
    ])
  })

  const numbers = async (options = {}): Promise<unknown[]> =>
    (await collection.find({}, options).sort({ _id: 1 }).toArray()).map(({ n }) => n as unknown)

  test('what one writes nobody else sees before the commit', async () => {
    const session = open.client.startSession()
    session.startTransaction()
    await collection.updateOne({ _id: 1 as never }, { $set: { n: 10 } }, { session })
    await collection.deleteOne({ _id: 2 as never }, { session })
    await collection.insertOne({ _id: 3 as never, n: 3 }, { session })
    expect(await numbers({ session })).toEqual([10, 3])
    expect(await numbers()).toEqual([1, 2])
    await session.commitTransaction()
    expect(await numbers()).toEqual([10, 3])
    await session.endSession()
  })

  test('an abort leaves nothing', async () => {
    const session = open.client.startSession()
    session.startTransaction()
    await collection.insertOne({ _id: 3 as never, n: 3 }, { session })
    await collection.updateMany({}, { $inc: { n: 1 } }, { session })
    await session.abortTransaction()
    expect(await numbers()).toEqual([1, 2])
    await session.endSession()
  })

  test('a transaction reads as of its first operation', async () => {
    const session = open.client.startSession()
    session.startTransaction()
    expect(await numbers({ session })).toEqual([1, 2])
    await collection.updateOne({ _id: 1 as never }, { $set: { n: 99 } })
    await collection.insertOne({ _id: 3 as never, n: 3 })
    await collection.deleteOne({ _id: 2 as never })
    expect(await numbers({ session })).toEqual([1, 2])
    await session.commitTransaction()
    expect(await numbers()).toEqual([99, 3])
    await session.endSession()
  })

  test.each([
    ['written by another transaction', true],
    ['committed since the snapshot', false],
  ])('a document %s is a write conflict with its label, and the transaction is over', async (_name, other) => {
    const [first, second] = [open.client.startSession(), open.client.startSession()]
    first.startTransaction()
    second.startTransaction()
    await numbers({ session: second })
    await collection.updateOne({ _id: 1 as never }, { $set: { n: 10 } }, other ? { session: first } : {})
    const error = await collection
      .updateOne({ _id: 1 as never }, { $set: { n: 20 } }, { session: second })
      .catch((thrown: MongoServerError) => thrown)
    expect(error).toMatchObject({ code: 112, codeName: 'WriteConflict' })
    expect((error as MongoServerError).hasErrorLabel('TransientTransactionError')).toBe(true)
    await expect(collection.insertOne({ n: 5 }, { session: second })).rejects.toMatchObject({ code: 251 })
    await first.abortTransaction()
    await first.endSession()
    await second.endSession()
  })

  test('a unique key that another transaction has inserted is a conflict, a committed one a duplicate', async () => {
    const [first, second] = [open.client.startSession(), open.client.startSession()]
    first.startTransaction()
    second.startTransaction()
    await collection.insertOne({ email: 'a' }, { session: first })
    await expect(collection.insertOne({ email: 'a' }, { session: second })).rejects.toMatchObject({ code: 112 })
    await first.commitTransaction()
    await expect(collection.insertOne({ email: 'a' })).rejects.toMatchObject({ code: 11000, keyValue: { email: 'a' } })
    await first.endSession()
    await second.endSession()
  })

  test('an operation that fails ends its transaction', async () => {
    const session = open.client.startSession()
    session.startTransaction()
    await collection.insertOne({ _id: 3 as never, n: 3 }, { session })
    await expect(collection.insertOne({ _id: 1 as never }, { session })).rejects.toMatchObject({ code: 11000 })
    await expect(session.commitTransaction()).rejects.toMatchObject({ code: 251 })
    expect(await numbers()).toEqual([1, 2])
    await session.endSession()
  })

  test('a write outside waits until the transaction is over', async () => {
    const session = open.client.startSession()
    session.startTransaction()
    await collection.updateOne({ _id: 1 as never }, { $inc: { n: 10 } }, { session })
    let isDone = false
    const outside = collection.updateOne({ _id: 1 as never }, { $inc: { n: 100 } }).then(() => {
      isDone = true
    })
    await collection.countDocuments()
    expect(isDone).toBe(false)
    await session.commitTransaction()
    await outside
    expect(await numbers()).toEqual([111, 2])
    await session.endSession()
  })

  test('and no longer than maxTimeMS', async () => {
    const session = open.client.startSession()
    session.startTransaction()
    await collection.updateOne({ _id: 1 as never }, { $inc: { n: 10 } }, { session })
    await expect(
      collection.findOneAndUpdate({ _id: 1 as never }, { $inc: { n: 100 } }, { maxTimeMS: 20 }),
    ).rejects.toMatchObject({ code: 50 })
    await session.abortTransaction()
    await session.endSession()
  })

  test('withTransaction runs again after a conflict, and what it did before is gone', async () => {
    let runs = 0
    await open.client.withSession((session) =>
      session.withTransaction(async () => {
        runs++
        await collection.insertOne({ n: 7 }, { session })
        if (runs === 1) await collection.updateOne({ _id: 1 as never }, { $set: { n: 50 } })
        await collection.updateOne({ _id: 1 as never }, { $inc: { n: 1 } }, { session })
      }),
    )
    expect(runs).toBe(2)
    expect(await numbers()).toEqual([51, 2, 7])
  })

  test('a session that ends takes its transaction along, and so does the lifetime of one', async () => {
    const short = await openClient({ transactionLifetimeMs: 30 })
    const documents = short.client.db('transactions').collection('documents')
    const session = short.client.startSession()
    session.startTransaction()
    await documents.insertOne({ n: 1 }, { session })
    await new Promise((resolve) => setTimeout(resolve, 60))
    await expect(session.commitTransaction()).rejects.toMatchObject({ code: 251 })
    expect(await documents.countDocuments()).toBe(0)
    await session.endSession()
    await short.close()
  })
})
