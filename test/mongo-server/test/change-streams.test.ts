import type { Collection, Document } from 'mongodb'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { openClient } from './fixture/open-client.ts'

type Open = Awaited<ReturnType<typeof openClient>>

describe('change streams', () => {
  let open: Open
  let collection: Collection<{ _id: number; kind?: string }>
  beforeAll(async () => {
    open = await openClient()
    collection = open.client.db('streams').collection('documents')
    await collection.insertOne({ _id: 0 })
  })
  afterAll(() => open.close())
  beforeEach(async () => void (await collection.deleteMany({ _id: { $gt: 0 } })))

  /** What a stream tells, once it has begun. */
  async function follow(pipeline: Document[] = [], options: object = {}) {
    const stream = collection.watch(pipeline, options)
    const events: Document[] = []
    stream.on('change', (event) => void events.push(event))
    await new Promise((resolve, reject) => void stream.once('resumeTokenChanged', resolve).once('error', reject))
    return { stream, events }
  }

  test('tell of insertions and deletions from their beginning on, in their order', async () => {
    const { stream, events } = await follow()
    await collection.insertMany([{ _id: 1 }, { _id: 2 }])
    await collection.deleteOne({ _id: 1 })
    await open.client.db('streams').collection('others').insertOne({})
    await vi.waitFor(() => expect(events).toHaveLength(3))
    const ns = { db: 'streams', coll: 'documents' }
    expect(events).toMatchObject([
      { operationType: 'insert', ns, documentKey: { _id: 1 }, fullDocument: { _id: 1 } },
      { operationType: 'insert', ns, documentKey: { _id: 2 }, fullDocument: { _id: 2 } },
      { operationType: 'delete', ns, documentKey: { _id: 1 } },
    ])
    await stream.close()
  })

  test('tell what matches, and of a transaction when it has committed', async () => {
    const { stream, events } = await follow([{ $match: { 'fullDocument.kind': 'wanted' } }])
    await open.client.withSession(async (session) => {
      session.startTransaction()
      await collection.insertOne({ _id: 1, kind: 'wanted' }, { session })
      await collection.insertOne({ _id: 2, kind: 'wanted' })
      await vi.waitFor(() => expect(events).toHaveLength(1))
      await session.commitTransaction()
    })
    await collection.insertOne({ _id: 3, kind: 'unwanted' })
    await collection.insertOne({ _id: 4, kind: 'wanted' })
    await vi.waitFor(() => expect(events.map((event) => event.documentKey._id as number)).toEqual([2, 1, 4]))
    await stream.close()
  })

  test('go on where they were, also by themselves after an error that passes', async () => {
    const { stream, events } = await follow()
    await collection.insertOne({ _id: 1 })
    await vi.waitFor(() => expect(events).toHaveLength(1))
    await open.client.db('admin').command({
      configureFailPoint: 'failCommand',
      mode: { times: 1 },
      data: { failCommands: ['getMore'], errorCode: 91, errorLabels: ['ResumableChangeStreamError'] },
    })
    await collection.insertOne({ _id: 2 })
    await collection.insertOne({ _id: 3 })
    await vi.waitFor(() => expect(events).toHaveLength(3), { timeout: 5_000 })
    await stream.close()
    const again = await follow([], { resumeAfter: events[0]!._id })
    await vi.waitFor(() => expect(again.events.map((event) => event.documentKey._id as number)).toEqual([2, 3]))
    await again.stream.close()
  })

  test('are refused where they are not known, and on a standalone server', async () => {
    const { stream } = await follow()
    const failed = new Promise((resolve) => stream.once('error', resolve))
    await collection.updateOne({ _id: 0 }, { $set: { kind: 'x' } })
    expect(String(await failed)).toContain('A change stream of updates is not supported')
    await expect(follow([], { fullDocument: 'updateLookup' })).rejects.toThrow('"fullDocument" of $changeStream')
    await expect(follow([{ $redact: {} }])).rejects.toThrow('$redact')
    const alone = await openClient({ replicaSet: false })
    const other = alone.client.db('a').collection('b').watch()
    await expect(other.next()).rejects.toMatchObject({ code: 40573 })
    await alone.close()
  })
})
