import { newJob } from '@triggerkit/conformance'
import { Trigger } from '@triggerkit/core'
import type { ClaimedJob, ClaimRequest, NewJob, Outbox, Port } from '@triggerkit/core/adapter'
import { MemoryDatabase } from '@triggerkit/core/testing'
import { mongoOutbox } from '@triggerkit/mongoose'
import mongoose from 'mongoose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openModels } from './fixture/open-models.ts'
import { type OpenOutbox, openOutbox } from './fixture/open-outbox.ts'
import { portOf } from './fixture/port-of.ts'

const long = 600_000
let leases = 0

async function claimed(outbox: Outbox, fields: Partial<ClaimRequest> = {}): Promise<ClaimedJob[]> {
  const request = { limit: 100, leaseMs: long, lease: `lease-${++leases}`, worker: 'w', deferMs: long }
  return (await outbox.claim({ ...request, handlers: ['http.request'], formats: [1], ...fields })).jobs
}

function completedAs({ id, lease }: ClaimedJob): { id: string; lease: string; state: 'completed' } {
  return { id, lease, state: 'completed' }
}

describe('the outbox on a replica set', () => {
  let open: OpenOutbox
  let outbox: Outbox
  beforeAll(async () => {
    open = await openOutbox(mongoose)
    outbox = open.outbox
  })
  afterAll(() => open.teardown())
  beforeEach(() => open.clear())

  const payloads = async (): Promise<string[]> =>
    (await outbox.ledger.find({ limit: 1_000 })).sort((a, b) => a.seq - b.seq).map(({ payload }) => payload)

  test('R41 transactions of one row at the same time append in the order of their commits', async () => {
    const rows = open.connection.db!.collection<{ _id: string; version: number }>('rows')
    await rows.insertOne({ _id: 'row', version: 0 })
    await Promise.all(
      Array.from({ length: 8 }, () =>
        open.transaction!(async (handle) => {
          const session = handle as mongoose.ClientSession
          const row = await rows.findOneAndUpdate(
            { _id: 'row' },
            { $inc: { version: 1 } },
            { session, returnDocument: 'after' },
          )
          await outbox.append(handle, [newJob({ payload: `${row!.version}` }), newJob({ payload: `${row!.version}` })])
        }),
      ),
    )
    expect(await payloads()).toEqual([1, 2, 3, 4, 5, 6, 7, 8].flatMap((version) => [`${version}`, `${version}`]))
  })

  test('R41 transactions of other rows do not wait for each other, nor conflict', async () => {
    let inside = 0
    let runs = 0
    let allInside = (): void => undefined
    const together = new Promise<void>((resolve) => {
      allInside = resolve
    })
    const run = (): Promise<unknown> =>
      open.transaction!(async (handle) => {
        runs++
        await outbox.append(handle, [newJob()])
        if (++inside === 5) allInside()
        await together
      })
    await Promise.all([run(), run(), run(), run(), run()])
    expect(await payloads()).toHaveLength(5)
    expect(runs).toBe(5)
  })

  test('R40 R41 who claims while a transaction settles does not stand in its way, and the next of the key goes on at its commit', async () => {
    await outbox.append(undefined, [
      newJob({ payload: 'a', orderingKey: 'k' }),
      newJob({ payload: 'b', orderingKey: 'k' }),
    ])
    const [first] = await claimed(outbox, { limit: 1 })
    let runs = 0
    await open.transaction!(async (handle) => {
      runs++
      await outbox.settle(handle, [completedAs(first!)])
      expect(await claimed(open.other)).toEqual([])
    })
    expect(runs).toBe(1)
    expect((await claimed(outbox)).map(({ payload }) => payload)).toEqual(['b'])
  })

  test('R40 a rollback brings nothing forward, and what commits on that session later does not either', async () => {
    await outbox.append(undefined, [
      newJob({ payload: 'a', orderingKey: 'k' }),
      newJob({ payload: 'b', orderingKey: 'k' }),
    ])
    const [first] = await claimed(outbox)
    const session = await open.connection.startSession()
    session.startTransaction()
    await outbox.settle(session, [completedAs(first!)])
    await session.abortTransaction()
    const before = await outbox.ledger.find({ limit: 10 })
    session.startTransaction()
    await outbox.append(session, [newJob()])
    await session.commitTransaction()
    await session.endSession()
    expect((await outbox.ledger.find({ limit: 10 })).slice(1)).toEqual(before)
  })

  test('R42 who has lost the lease brings nothing forward', async () => {
    await outbox.append(undefined, [newJob({ orderingKey: 'k', runAt: { at: 1 } }), newJob({ orderingKey: 'k' })])
    const [first] = await claimed(outbox, { leaseMs: 1 })
    await outbox.ledger.pause({ kind: 'key', name: 'k' })
    await open.pass(5)
    expect(await claimed(outbox)).toEqual([])
    const before = await outbox.ledger.find({ limit: 10 })
    expect(await outbox.settle(undefined, [completedAs(first!)])).toBe(0)
    expect(await outbox.ledger.find({ limit: 10 })).toEqual(before)
  })

  test('a transaction of its own that meets another one is run again', async () => {
    await outbox.append(undefined, [
      newJob({ chain: { id: 'c', position: 0 } }),
      newJob({ chain: { id: 'c', position: 1 } }),
    ])
    const [first] = await claimed(outbox)
    await open.connection
      .getClient()
      .db('admin')
      .command({
        configureFailPoint: 'failCommand',
        mode: { times: 2 },
        data: { failCommands: ['update'], errorCode: 112, errorLabels: ['TransientTransactionError'] },
      })
    expect(await outbox.settle(undefined, [completedAs(first!)])).toBe(1)
    const states = (await outbox.ledger.find({ limit: 10 })).map(({ state }) => state)
    expect(states).toEqual(['ready', 'completed'])
  })

  test('to ask whether it is there harms no transaction', async () => {
    await open.connection
      .db!.collection('triggerkit_schema')
      .updateOne({ _id: 'outbox' as never }, { $set: { version: 0 } })
    await open.transaction!(async (handle) => {
      await expect(outbox.verify(handle)).rejects.toMatchObject({
        code: 'OUTBOX_OUTDATED',
        message: expect.stringContaining('triggers.outbox.migrate()'),
      })
      await outbox.append(handle, [newJob({ payload: 'kept' })])
    })
    await outbox.migrate!()
    await open.transaction!((handle) => outbox.verify(handle))
    expect(await payloads()).toEqual(['kept'])
  })

  test('one that a newer release made is refused, one that nobody made is missing', async () => {
    const schema = open.connection.db!.collection('triggerkit_schema')
    await schema.updateOne({ _id: 'outbox' as never }, { $set: { version: 99 } })
    await expect(outbox.verify(undefined)).rejects.toMatchObject({
      code: 'OUTBOX_OUTDATED',
      message: expect.stringContaining('Update @triggerkit/mongoose'),
    })
    await outbox.migrate!()
    expect(await schema.findOne({ _id: 'outbox' as never })).toMatchObject({ version: 99 })
    await schema.deleteMany({})
    await expect(outbox.verify(undefined)).rejects.toMatchObject({
      code: 'OUTBOX_MISSING',
      message: expect.stringContaining('triggers.outbox.migrate()'),
    })
    await Promise.all([outbox.migrate!(), open.other.migrate!(), outbox.migrate!()])
    await outbox.verify(undefined)
  })

  test('whatever the connection is set to, numbers are numbers, and absent is absent', async () => {
    const connection = await mongoose
      .createConnection(open.uri, {
        dbName: open.connection.name,
        useBigInt64: true,
        ignoreUndefined: false,
        readPreference: 'secondaryPreferred',
      })
      .asPromise()
    const same = mongoOutbox().connect(portOf(mongoose, connection))
    await same.append(undefined, [newJob({ orderingKey: undefined, runAt: undefined })])
    const [job] = await claimed(same)
    expect(job).toMatchObject({ attempts: 1, seq: expect.any(Number), dueAt: expect.any(Number) })
    expect(Object.values(job!)).not.toContain(null)
    await same.settle(undefined, [{ ...completedAs(job!), result: undefined }])
    const [row] = await same.ledger.find({ limit: 1 })
    expect(Object.values(row!)).not.toContain(null)
    await connection.close()
  })

  test('waits for a connection that is not open yet', async () => {
    const connection = mongoose.createConnection()
    const early = mongoOutbox().connect(portOf(mongoose, connection))
    const appended = early.append(undefined, [newJob({ payload: 'early' })])
    await connection.openUri(open.uri, { dbName: open.connection.name })
    await appended
    expect(await payloads()).toEqual(['early'])
    await connection.close()
  })

  test('decimals and ids of Jobs are those of the driver again', () => {
    const { Decimal128, ObjectId } = mongoose.Types
    const id = new ObjectId()
    expect(open.port.revive!('id', String(id))).toEqual(id)
    expect(open.port.revive!('id', 'a key of its own')).toBe('a key of its own')
    expect(open.port.revive!('decimal', '12.30')).toEqual(Decimal128.fromString('12.30'))
  })
})

test('R10 R21 Jobs of a write are kept in its transaction, and the outbox itself never fires', async () => {
  const { connection, engine, Item, told, close } = await openModels({ engine: { outbox: mongoOutbox() } })
  await mongoOutbox().connect(portOf(mongoose, connection)).migrate!()
  engine.register('Item', {
    name: 'queues',
    events: ['afterInsert'],
    actions: [{ ...Trigger.custom(() => undefined), name: 'later', timing: 'queued' }],
  })
  const labels = async (): Promise<number> => connection.db!.collection('triggerkit_jobs').countDocuments()
  await Item.create({ label: 'a' })
  expect(await labels()).toBe(1)
  const rolledBack = connection.transaction(async (session) => {
    await Item.create([{ label: 'b' }], { session })
    throw new Error('no')
  })
  await expect(rolledBack).rejects.toThrow('no')
  expect(await labels()).toBe(1)
  await connection.transaction((session) => Item.create([{ label: 'c' }], { session }))
  expect(await labels()).toBe(2)
  expect(told.map(({ label }) => label)).toEqual(['a', 'c'])
  await close()
})

describe('the outbox on a standalone server', () => {
  let open: OpenOutbox
  let outbox: Outbox
  beforeAll(async () => {
    open = await openOutbox(mongoose, { isStandalone: true })
    outbox = open.outbox
  })
  afterAll(() => open.teardown())
  beforeEach(() => open.clear())

  test('R10 is not part of transactions, and says so', () => expect(outbox.transactional).toBe(false))

  test.each([
    ['was completed', { state: 'completed' }, 'next'],
    ['died, and its chain goes on', { state: 'dead', continueOnError: true }, 'next'],
    ['died, and lets go of its key', { state: 'dead', onDead: 'skip' }, 'other'],
  ] as const)(
    'R10 R29 of a process that ended when a Job %s the next claim goes on',
    async (_name, ended, expected) => {
      const chain = (position: number, payload: string): NewJob =>
        newJob({ payload, chain: { id: 'c', position }, orderingKey: 'k', runAt: { at: position } })
      await outbox.append(undefined, [
        chain(0, 'first'),
        chain(1, 'next'),
        newJob({ payload: 'other', orderingKey: 'k' }),
      ])
      const [first] = await claimed(outbox)
      // As the update of the Job itself leaves it, before that of its chain.
      await open.connection.db!.collection('triggerkit_jobs').updateOne(
        { _id: first!.id as never },
        {
          $set: { ...ended, finishedAt: Date.now(), unfollowed: true },
          $unset: { dueAt: '', lease: '', heldKey: '' },
        },
      )
      await claimed(open.other)
      expect((await claimed(outbox)).map(({ payload }) => payload)).toEqual([expected])
      expect(await open.connection.db!.collection('triggerkit_jobs').countDocuments({ unfollowed: true })).toBe(0)
    },
  )

  test('R29 nothing is left to be followed where no process ends', async () => {
    await outbox.append(undefined, [
      newJob({ chain: { id: 'c', position: 0 } }),
      newJob({ chain: { id: 'c', position: 1 } }),
    ])
    await outbox.settle(undefined, (await claimed(outbox)).map(completedAs))
    const left = await open.connection
      .db!.collection('triggerkit_jobs')
      .find({ unfollowed: { $exists: true } })
      .toArray()
    expect(left).toEqual([])
  })
})

test.each([
  ['of SQL', { sql: {} }, 'sqlOutbox()'],
  ['of a database in memory', new MemoryDatabase({ tables: [] }), 'memoryOutbox()'],
])('a port %s is refused with what to use instead', (_name, port, instead) => {
  expect(() => mongoOutbox().connect(port as unknown as Port)).toThrow(
    expect.objectContaining({ code: 'OUTBOX_PORT', message: expect.stringContaining(instead) }) as Error,
  )
})

test('the codec is handed on', () => {
  const codec = { encode: (text: string) => text, decode: (text: string) => text }
  expect(mongoOutbox({ codec })).toMatchObject({ name: 'mongo', codec })
})
