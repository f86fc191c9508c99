import { connect } from 'node:net'
import { EJSON, Long, ObjectId, UUID } from 'bson'
import type { Collection, Document } from 'mongodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readRequest, splitMessages, writeReply } from '../src/wire/message.ts'
import { openClient } from './fixture/open-client.ts'

type Open = Awaited<ReturnType<typeof openClient>>

describe('the protocol', () => {
  let open: Open
  let collection: Collection<{ _id?: unknown } & Document>
  beforeAll(async () => {
    open = await openClient()
    collection = open.client.db('protocol').collection('documents')
  })
  afterAll(() => open.close())

  test('a replica set says so, a standalone server does not', async () => {
    expect(await open.client.db('admin').command({ hello: 1 })).toMatchObject({
      isWritablePrimary: true,
      setName: 'rs0',
    })
    const alone = await openClient({ replicaSet: false })
    expect(await alone.client.db('admin').command({ hello: 1 })).not.toHaveProperty('setName')
    const session = alone.client.startSession()
    session.startTransaction()
    await expect(alone.client.db('a').collection('b').insertOne({}, { session })).rejects.toThrow(
      /Transaction numbers are only allowed|does not support retryable writes/,
    )
    await session.endSession()
    await alone.close()
  })

  test('cursors: batches, and what killCursors ends', async () => {
    await collection.deleteMany({})
    await collection.insertMany(Array.from({ length: 250 }, (_, n) => ({ n })))
    expect((await collection.find({}, { batchSize: 40 }).sort({ n: 1 }).toArray()).map(({ n }) => n as number)).toEqual(
      Array.from({ length: 250 }, (_, n) => n),
    )
    const cursor = collection.find({}, { batchSize: 10 })
    await cursor.next()
    const { id } = cursor
    await cursor.close()
    await expect(open.client.db('protocol').command({ getMore: id, collection: 'documents' })).rejects.toMatchObject({
      code: 43,
    })
  })

  test('ordered and unordered bulk writes: what is done and what is refused', async () => {
    await collection.deleteMany({})
    const operations = [1, 1, 2].map((_id) => ({ insertOne: { document: { _id: _id as never } } }))
    await expect(collection.bulkWrite(operations)).rejects.toMatchObject({ code: 11000, insertedCount: 1 })
    expect(await collection.countDocuments()).toBe(1)
    await collection.deleteMany({})
    const error = await collection.bulkWrite(operations, { ordered: false }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 11000, insertedCount: 2, writeErrors: [{ index: 1 }] })
    expect(await collection.countDocuments()).toBe(2)
  })

  test('a bulk write over several collections', async () => {
    await collection.deleteMany({})
    const namespace = 'protocol.documents'
    const result = await open.client.bulkWrite(
      [
        { namespace, name: 'insertOne', document: { _id: 1 as never, n: 1 } },
        { namespace, name: 'updateMany', filter: { n: 1 }, update: { $inc: { n: 1 } } },
        { namespace: 'protocol.others', name: 'updateOne', filter: { k: 1 }, update: { $set: { v: 1 } }, upsert: true },
        { namespace, name: 'deleteOne', filter: { n: 2 } },
      ],
      { verboseResults: true },
    )
    expect(result).toMatchObject({ insertedCount: 1, modifiedCount: 1, upsertedCount: 1, deletedCount: 1 })
  })

  test('indexes: unique, sparse, partial, and those that are there already', async () => {
    const users = open.client.db('protocol').collection('users')
    await users.createIndex({ email: 1 }, { unique: true, sparse: true })
    await users.createIndex({ tag: 1 }, { unique: true, partialFilterExpression: { live: true } })
    expect(await users.createIndex({ email: 1 }, { unique: true, sparse: true })).toBe('email_1')
    await expect(users.createIndex({ email: 1 })).rejects.toMatchObject({ code: 86 })
    await users.insertMany([{ email: 'a', tag: 1, live: true }, {}, {}, { tag: 1, live: false }])
    await expect(users.insertOne({ email: 'a' })).rejects.toMatchObject({ code: 11000, keyPattern: { email: 1 } })
    await expect(users.insertOne({ tag: 1, live: true })).rejects.toMatchObject({ code: 11000 })
    await users.updateOne({ email: 'a' }, { $set: { email: 'b' } })
    await users.insertOne({ email: 'a' })
    expect((await users.indexes()).map(({ name }) => name)).toEqual(['_id_', 'email_1', 'tag_1'])
    await users.dropIndex('email_1')
    await users.insertOne({ email: 'a' })
    await expect(users.createIndex({ email: 1 }, { unique: true })).rejects.toMatchObject({ code: 11000 })
  })

  test.each([
    ['a command', (db: Open['client']) => db.db('protocol').command({ collStats: 'documents' })],
    [
      'a stage',
      (db: Open['client']) =>
        db
          .db('protocol')
          .collection('documents')
          .aggregate([{ $facet: {} }])
          .toArray(),
    ],
    [
      'an operator',
      (db: Open['client']) =>
        db
          .db('protocol')
          .collection('documents')
          .find({ a: { $near: [1, 2] } })
          .toArray(),
    ],
    [
      'an option',
      (db: Open['client']) => db.db('protocol').collection('documents').find({}, { returnKey: true }).toArray(),
    ],
    [
      'an index',
      (db: Open['client']) =>
        db.db('protocol').collection('documents').createIndex({ a: 1 }, { expireAfterSeconds: 1 }),
    ],
    [
      'a collation',
      (db: Open['client']) =>
        db
          .db('protocol')
          .collection('documents')
          .find({}, { collation: { locale: 'de' } })
          .toArray(),
    ],
    [
      'an expression',
      (db: Open['client']) =>
        db
          .db('protocol')
          .collection('documents')
          .updateOne({}, [{ $set: { a: { $rand: {} } } }], { upsert: true }),
    ],
    [
      'a pipeline through an array',
      async (db: Open['client']) => {
        const arrays = db.db('protocol').collection('arrays')
        await arrays.insertOne({ list: [{ q: 1 }] })
        return arrays.updateOne({}, [{ $set: { 'list.q': 2 } }])
      },
    ],
    ['a constant as $expr', (db: Open['client']) => db.db('protocol').collection('arrays').findOne({ $expr: true })],
  ])('%s that it does not know is an error, never a wrong answer', async (_name, ask) => {
    await expect(ask(open.client)).rejects.toThrow(/not supported by this test server|no such command/)
  })

  test('two arrays in one index are refused, as MongoDB refuses them', async () => {
    const pairs = open.client.db('protocol').collection('pairs')
    await pairs.createIndex({ a: 1, b: 1 })
    await pairs.insertOne({ a: [1, 2], b: 1 })
    await expect(pairs.insertOne({ a: [1, 2], b: [1, 2] })).rejects.toMatchObject({ code: 171 })
    expect(await pairs.countDocuments()).toBe(1)
  })

  test('a retryable write that comes twice is carried out once', async () => {
    await collection.deleteMany({})
    const lsid = { id: new UUID() }
    const command = {
      insert: 'documents',
      documents: [{ _id: new ObjectId(), n: 1 }],
      $db: 'protocol',
      lsid,
      txnNumber: Long.fromNumber(1),
    }
    const answers = [await send(open.server.port, command), await send(open.server.port, command)]
    for (const answer of answers) expect(EJSON.stringify(answer)).toBe('{"n":1,"ok":1}')
    expect(await collection.countDocuments()).toBe(1)
  })

  test('the driver tries a write again whose connection broke', async () => {
    await collection.deleteMany({})
    await open.client.db('admin').command({
      configureFailPoint: 'failCommand',
      mode: { times: 1 },
      data: { failCommands: ['insert'], closeConnection: true },
    })
    await collection.insertOne({ n: 1 })
    expect(await collection.countDocuments()).toBe(1)
  })

  test('bytes that are no message close their connection and no other', async () => {
    const socket = connect(open.server.port, '127.0.0.1')
    await new Promise<void>((resolve) => {
      socket.on('close', () => resolve())
      socket.on('error', () => undefined)
      socket.write(Buffer.from('GET / HTTP/1.1\r\n\r\n'))
    })
    expect(await open.client.db('admin').command({ ping: 1 })).toMatchObject({ ok: 1 })
  })
})

/** One command on a connection of its own, as a driver that tries again sends it. */
function send(port: number, body: Document): Promise<Document> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let bytes = Buffer.alloc(0)
    socket.on('error', reject)
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk])
      const [message] = splitMessages(bytes).messages
      if (message === undefined) return
      socket.destroy()
      resolve(readRequest(message).body)
    })
    socket.write(writeReply({ id: 1, body: {}, isUnacknowledged: false, isLegacy: false }, body))
  })
}
