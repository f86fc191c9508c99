import { type StoreScope, Trigger, type TriggerStore } from '@triggerkit/core'
import { isUnreadable, type Port } from '@triggerkit/core/adapter'
import { MemoryDatabase } from '@triggerkit/core/testing'
import { startMongoServer } from '@triggerkit/mongo-server'
import { mongoStore } from '@triggerkit/mongoose'
import mongoose, { type Connection } from 'mongoose'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { openModels } from './fixture/open-models.ts'
import { type OpenStore, openStore } from './fixture/open-store.ts'
import { portOf } from './fixture/port-of.ts'

const scope: StoreScope = { product: 'shop', database: 'orders-db' }
const definition = { tag: 'audit', name: 'Audit' }

describe('mongoStore() in a database', () => {
  let open: OpenStore
  let store: TriggerStore
  beforeAll(async () => {
    open = await openStore(mongoose)
    store = open.store
  })
  const connections: Connection[] = []
  afterAll(async () => {
    for (const connection of connections) await connection.close()
    await open.teardown()
  })
  beforeEach(() => open.clear())

  const versions = () => open.connection.db!.collection('triggerkit_triggers')
  const schema = () => open.connection.db!.collection<{ _id: string; version: number }>('triggerkit_schema')

  function connect(options: mongoose.ConnectOptions = {}): Port {
    const connection = mongoose.createConnection(open.uri, { dbName: open.connection.name, ...options })
    connections.push(connection)
    return portOf(mongoose, connection)
  }

  function storeOn(...ports: Port[]): TriggerStore {
    const made = mongoStore()
    for (const port of ports) made.connect!(port)
    return made
  }

  test('one that nobody made is missing, one that a newer release made is refused and left alone', async () => {
    await schema().updateOne({ _id: 'store' }, { $set: { version: 99 } })
    const newer = expect.stringContaining('update @triggerkit/mongoose') as string
    await expect(storeOn(connect()).fetchAll(scope)).rejects.toMatchObject({ code: 'STORE_OUTDATED', message: newer })
    await storeOn(connect()).migrate!()
    expect(await schema().findOne({ _id: 'store' })).toMatchObject({ version: 99 })
    await schema().updateOne({ _id: 'store' }, { $set: { version: 0 } })
    const older = expect.stringContaining('triggers.migrate()') as string
    await expect(storeOn(connect()).fetchAll(scope)).rejects.toMatchObject({ code: 'STORE_OUTDATED', message: older })
    await schema().deleteMany({})
    const other = storeOn(connect())
    const missing = { code: 'STORE_TABLES_MISSING', message: older }
    await expect(other.fetch(scope, 'audit')).rejects.toMatchObject(missing)
    await expect(other.create(scope, 'audit', definition)).rejects.toMatchObject(missing)
    await expect(other.watch!(scope, { changed: vi.fn(), failed: vi.fn() })).rejects.toMatchObject(missing)
    expect(await versions().countDocuments()).toBe(0)
    await Promise.all([store.migrate!(), open.other.migrate!(), other.migrate!()])
    expect(await other.fetchAll(scope)).toEqual([])
  })

  test('one creation wins also where the connection wants no acknowledgement, and reads anywhere', async () => {
    const careless = storeOn(
      connect({ w: 0, readPreference: 'secondaryPreferred', useBigInt64: true, ignoreUndefined: false }),
    )
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, () => careless.create(scope, 'audit', definition)),
    )
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await careless.update(scope, 'audit', definition, { by: undefined })).toMatchObject({ version: 2 })
    expect(Object.values((await versions().findOne({ version: 2 }))!)).not.toContain(null)
  })

  test('all are of one moment', async () => {
    const tags = ['a', 'b', 'c']
    for (const tag of tags) await store.create(scope, tag, definition)
    let isOver = false
    const writing = (async () => {
      for (let round = 0; round < 30; round++) for (const tag of tags) await open.other.update(scope, tag, definition)
      isOver = true
    })()
    const seen: string[] = []
    while (!isOver) {
      const all = await store.fetchAll(scope)
      seen.push(
        all
          .sort((x, y) => (x.tag < y.tag ? -1 : 1))
          .map(({ version }) => version)
          .join(),
      )
    }
    await writing
    // Only these follow each other: a is written first, then b, then c.
    const possible = Array.from({ length: 31 }, (_, at) => at + 1).flatMap((n) => [
      ...[`${n},${n},${n}`, `${n + 1},${n},${n}`, `${n + 1},${n + 1},${n}`],
    ])
    expect(seen.filter((each) => !possible.includes(each))).toEqual([])
    expect(new Set(seen).size).toBeGreaterThan(3)
  })

  test('texts that UTF-8 cannot tell apart are kept apart', async () => {
    const tags = ['\ud800', '\ud801', '\ufffd', '\ufdd0d800']
    for (const tag of tags) await store.create({ product: tag, database: tag }, tag, { tag, text: tag }, { by: tag })
    for (const tag of tags) {
      const all = await store.fetchAll({ product: tag, database: tag })
      expect(all).toMatchObject([{ tag, version: 1, definition: { text: tag } }])
      expect(await store.history({ product: tag, database: tag }, tag, { limit: 1 })).toMatchObject([{ tag, by: tag }])
    }
  })

  test.each([
    ['of a later release', { format: 2 }, /is of format 2, and this release knows 1/],
    ['without a version', { version: 'x' }, /has no `version`/],
    ['without dates', { createdAt: 'yesterday' }, /has no dates/],
    ['with a list for a definition', { definition: '[]' }, /no object/],
    ['without a definition', { definition: 5 }, /no object/],
  ])('a document %s is told of', async (_name, members, message) => {
    await store.create(scope, 'audit', definition)
    await store.create(scope, 'welcome', { ...definition, tag: 'welcome' })
    await versions().updateOne({ tag: 'audit' }, { $set: members })
    const all = await store.fetchAll(scope)
    expect(all.filter((each) => !isUnreadable(each))).toMatchObject([{ tag: 'welcome' }])
    const [told] = all.filter(isUnreadable)
    const problem = { code: 'STORE_UNREADABLE', message: expect.stringMatching(message) as string }
    expect(told).toMatchObject({ tag: 'audit', problem })
    await expect(store.fetch(scope, 'audit')).rejects.toMatchObject(problem)
  })

  test('what cannot be read of the history is left out of it, and an earlier version can be brought back', async () => {
    await store.create(scope, 'audit', definition)
    await store.update(scope, 'audit', { ...definition, name: 'broken' })
    await versions().updateOne({ version: 2 }, { $set: { definition: '{' } })
    const history = await store.history(scope, 'audit', { limit: 10 })
    expect(history.map(({ version, definition: kept }) => [version, kept])).toEqual([
      [2, undefined],
      [1, definition],
    ])
    expect(await store.update(scope, 'audit', definition, { expectedVersion: 2 })).toMatchObject({ version: 3 })
  })

  test('waits for a connection that is not open yet', async () => {
    const connection = mongoose.createConnection()
    const early = storeOn(portOf(mongoose, connection))
    const created = early.create(scope, 'audit', definition)
    await connection.openUri(open.uri, { dbName: open.connection.name })
    expect(await created).toMatchObject({ version: 1 })
    await connection.close()
  })

  test('is told of a change by a change stream, not only by looking', async () => {
    const watcher = { changed: vi.fn(), failed: vi.fn() }
    const end = await store.watch!(scope, watcher)
    // No new number, so that to look finds nothing.
    await versions().insertOne({ ...scope, seq: 0 })
    await vi.waitFor(() => expect(watcher.changed).toHaveBeenCalledOnce(), { timeout: 5_000 })
    await versions().insertOne({ ...scope, product: 'other', seq: 0 })
    await end()
    expect(watcher.changed).toHaveBeenCalledOnce()
    expect(watcher.failed).not.toHaveBeenCalled()
  })

  /** The next command of this name fails. */
  async function failNext(name: string, errorCode: number): Promise<void> {
    const data = { failCommands: [name], errorCode }
    await open.connection
      .getClient()
      .db('admin')
      .command({ configureFailPoint: 'failCommand', mode: { times: 1 }, data })
  }

  test('says once that its change stream has failed, opens another one, and calls back', async () => {
    const watcher = { changed: vi.fn(), failed: vi.fn() }
    const end = await store.watch!(scope, watcher)
    await failNext('getMore', 8_000)
    await open.other.create(scope, 'audit', definition)
    await vi.waitFor(() => expect(watcher.failed).toHaveBeenCalledOnce(), { timeout: 5_000 })
    await vi.waitFor(() => expect(watcher.changed).toHaveBeenCalled(), { timeout: 5_000 })
    expect(watcher.failed.mock.calls).toMatchObject([[{ code: 'STORE_UNREACHABLE' }]])
    watcher.changed.mockClear()
    await versions().insertOne({ ...scope, seq: 0 })
    await vi.waitFor(() => expect(watcher.changed).toHaveBeenCalledOnce(), { timeout: 5_000 })
    await end()
  })

  test('looks for changes where change streams are refused', async () => {
    const watcher = { changed: vi.fn(), failed: vi.fn() }
    await failNext('aggregate', 13)
    const end = await store.watch!(scope, watcher)
    await versions().insertOne({ ...scope, seq: 0 })
    await open.other.create(scope, 'audit', definition)
    await vi.waitFor(() => expect(watcher.changed).toHaveBeenCalledOnce(), { timeout: 5_000 })
    await end()
    expect(watcher.failed).not.toHaveBeenCalled()
  })

  test('is in the database of the first Mongoose connection, until that one goes', async () => {
    const [first, second] = [connect(), connect({ dbName: `${open.connection.name}_second` })]
    const moving = storeOn(new MemoryDatabase({ tables: [] }) as unknown as Port, first, second)
    await moving.create(scope, 'audit', definition)
    expect(await store.fetch(scope, 'audit')).toMatchObject({ version: 1 })
    moving.disconnect!(first)
    await expect(moving.fetch(scope, 'audit')).rejects.toMatchObject({ code: 'STORE_TABLES_MISSING' })
    await moving.migrate!()
    expect(await moving.fetch(scope, 'audit')).toBeUndefined()
    await connections.at(-1)!.dropDatabase()
  })
})

test('asked before an ORM is connected, or with another one, it says what to do', async () => {
  const store = mongoStore()
  await expect(store.fetchAll(scope)).rejects.toMatchObject({ code: 'STORE_UNCONNECTED' })
  await expect(store.migrate!()).rejects.toMatchObject({ code: 'STORE_UNCONNECTED' })
  store.connect!({ sql: {} } as unknown as Port)
  const message = expect.stringContaining('sqlStore()') as string
  await expect(store.fetch(scope, 'a')).rejects.toMatchObject({ code: 'STORE_PORT', message })
})

test('R21 R37 an engine loads its triggers from the database that it is connected to, and the store itself never fires', async () => {
  const store = mongoStore()
  const { engine, Item, told, close } = await openModels({ engine: { ...scope, store } })
  const seen: unknown[] = []
  engine.functions({ note: ({ record }) => void seen.push(record.label) })
  await engine.migrate()
  await engine.create({
    ...{ tag: 'notes', name: 'Notes', tables: ['*'], events: ['afterInsert'] },
    actions: [{ ...Trigger.custom('note'), phase: 'commit' }],
  })
  expect((await engine.load({ watch: true })).skipped).toEqual([])
  await Item.create({ label: 'a' })
  expect(seen).toEqual(['a'])
  await engine.delete('notes', { by: 'ann' })
  await vi.waitFor(() => expect(engine.getTriggersForEvent('Item', 'afterInsert')).toHaveLength(1), { timeout: 5_000 })
  await Item.create({ label: 'b' })
  expect(seen).toEqual(['a'])
  expect(told).toHaveLength(2)
  await close()
})

test.each([
  ['a replica set', undefined],
  ['a standalone server', false],
] as const)('a watch says once that %s is gone, and calls back when it is there again', async (_name, replicaSet) => {
  const server = await startMongoServer({ replicaSet })
  const options = { dbName: 'gone', serverSelectionTimeoutMS: 200, heartbeatFrequencyMS: 500 }
  const connection = await mongoose.createConnection(server.uri, options).asPromise()
  const store = mongoStore()
  store.connect!(portOf(mongoose, connection))
  await store.migrate!()
  const watcher = { changed: vi.fn(), failed: vi.fn() }
  const end = await store.watch!(scope, watcher)
  await server.close()
  await vi.waitFor(() => expect(watcher.failed).toHaveBeenCalled(), { timeout: 10_000 })
  await expect(store.create(scope, 'audit', definition)).rejects.toThrow('ECONNREFUSED')
  const again = await startMongoServer({ replicaSet, port: server.port })
  await vi.waitFor(() => expect(watcher.changed).toHaveBeenCalled(), { timeout: 15_000 })
  expect(watcher.failed.mock.calls).toMatchObject([[{ code: 'STORE_UNREACHABLE' }]])
  await end()
  await connection.close()
  await again.close()
})
