import { databaseServer } from '@triggerkit/conformance/service'
import { type Port, StoreError } from '@triggerkit/core/adapter'
import { sqlStore } from '@triggerkit/sql'
import pg from 'pg'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { serverDatabase } from './fixture/fixture-database.ts'
import { connectStore, fileDatabase } from './fixture/store-harness.ts'

const postgres = await databaseServer('postgres')

const scope = { product: 'shop', database: 'orders-db' }
const close: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const each of close.splice(0).reverse()) await each()
})

const withCode = (code: string) => (error: unknown) => StoreError.isInstance(error) && error.code === code

describe('the database of sqlStore()', () => {
  test('without an ORM every call says so', async () => {
    const store = sqlStore()
    const watcher = { changed: vi.fn(), failed: vi.fn() }
    await expect(store.fetchAll(scope)).rejects.toSatisfy(withCode('STORE_UNCONNECTED'))
    await expect(store.create(scope, 'audit', {})).rejects.toSatisfy(withCode('STORE_UNCONNECTED'))
    await expect(store.migrate!()).rejects.toSatisfy(withCode('STORE_UNCONNECTED'))
    await expect(store.watch!(scope, watcher)).rejects.toSatisfy(withCode('STORE_UNCONNECTED'))
  })

  test('is that of the first ORM that has one, and of the next once that is gone', async () => {
    const [first, second] = [await fileDatabase(), await fileDatabase()]
    const one = await connectStore('better-sqlite3', first)
    const two = await connectStore('better-sqlite3', second)
    close.push(first.drop, second.drop, () => two.dataSource.destroy())
    await one.store.migrate!()
    await two.store.migrate!()
    await one.store.create(scope, 'audit', { name: 'in the first' })
    await two.store.create(scope, 'audit', { name: 'in the second' })
    const store = sqlStore()
    store.connect!({} as Port)
    await expect(store.fetchAll(scope)).rejects.toSatisfy(withCode('STORE_PORT'))
    await expect(store.fetchAll(scope)).rejects.toThrow('mongoStore()')
    store.connect!(one.port)
    store.connect!(two.port)
    expect(await store.fetch(scope, 'audit')).toMatchObject({ definition: { name: 'in the first' } })
    store.disconnect!(one.port)
    expect(await store.fetch(scope, 'audit')).toMatchObject({ definition: { name: 'in the second' } })
    store.disconnect!(two.port)
    await one.dataSource.destroy()
    await expect(one.store.fetchAll(scope)).rejects.toSatisfy(withCode('STORE_UNCONNECTED'))
  })

  test('has to be PostgreSQL for LISTEN', async () => {
    const client = { query: async () => undefined, on: () => undefined, removeListener: () => undefined }
    const fixture = await fileDatabase()
    const { store, dataSource } = await connectStore('better-sqlite3', fixture, { listen: { client } })
    close.push(fixture.drop, () => dataSource.destroy())
    await expect(store.fetchAll(scope)).rejects.toSatisfy(withCode('STORE_PORT'))
    await expect(store.fetchAll(scope)).rejects.toThrow('Leave `listen` out')
  })

  test('may have a schema for the tables', async () => {
    const fixture = await serverDatabase(postgres, 'store')
    const { store, dataSource } = await connectStore('postgres', fixture, { schema: 'Own store' })
    close.push(fixture.drop, () => dataSource.destroy())
    await dataSource.query('CREATE SCHEMA "Own store"')
    await expect(store.fetchAll(scope)).rejects.toThrow('Own store')
    await store.migrate!()
    await store.create(scope, 'audit', { name: 'Audit' })
    expect(await dataSource.query('SELECT tag FROM "Own store".triggerkit_triggers')).toEqual([{ tag: 'audit' }])
  })

  test('all that is wrong with the options is said at once', () => {
    const wrong = { schema: '', pollMs: 0, listen: {}, poll: 5 }
    expect(() => sqlStore(wrong as never)).toThrow(
      expect.objectContaining({
        code: 'STORE_OPTIONS',
        message: expect.stringMatching(/"poll".*schema:.*pollMs:.*listen\.client:/),
      }),
    )
    expect(() => sqlStore(null as never)).toThrow('expected an object')
  })
})

describe('watching by LISTEN', () => {
  test('is told of its own scope alone, at once and without a look', async () => {
    const fixture = await serverDatabase(postgres, 'store')
    const client = new pg.Client({ connectionString: fixture.options.url as string })
    await client.connect()
    const listening = await connectStore('postgres', fixture, { pollMs: 60_000, listen: { client } })
    const changing = await connectStore('postgres', fixture)
    close.push(
      fixture.drop,
      () => client.end(),
      () => listening.dataSource.destroy(),
      () => changing.dataSource.destroy(),
    )
    await changing.store.migrate!()
    const watcher = { changed: vi.fn(), failed: vi.fn() }
    const end = await listening.store.watch!(scope, watcher)
    await changing.store.create({ ...scope, product: 'other' }, 'audit', {})
    await changing.store.create(scope, 'audit', {})
    await vi.waitFor(() => expect(watcher.changed).toHaveBeenCalledTimes(1), 5_000)
    await expect(changing.store.create(scope, 'audit', {})).rejects.toThrow()
    await end()
    await changing.store.delete(scope, 'audit')
    await client.query('SELECT 1')
    expect(watcher.changed).toHaveBeenCalledTimes(1)
    expect(watcher.failed).not.toHaveBeenCalled()
    expect(client.listenerCount('notification')).toBe(0)
    expect(client.listenerCount('error')).toBe(0)
  })

  test('a client that cannot listen is told of, and nothing goes on', async () => {
    const fixture = await serverDatabase(postgres, 'store')
    const client = new pg.Client({ connectionString: fixture.options.url as string })
    await client.connect()
    await client.end()
    const { store, dataSource } = await connectStore('postgres', fixture, { listen: { client } })
    close.push(fixture.drop, () => dataSource.destroy())
    await store.migrate!()
    await expect(store.watch!(scope, { changed: vi.fn(), failed: vi.fn() })).rejects.toThrow()
    expect(client.listenerCount('notification')).toBe(0)
  })

  test('a connection that is lost costs no change: the store is looked at instead', async () => {
    const fixture = await serverDatabase(postgres, 'store')
    const client = new pg.Client({ connectionString: fixture.options.url as string })
    await client.connect()
    const { store, dataSource } = await connectStore('postgres', fixture, { pollMs: 20, listen: { client } })
    close.push(fixture.drop, () => dataSource.destroy())
    await store.migrate!()
    const watcher = { changed: vi.fn(), failed: vi.fn() }
    const end = await store.watch!(scope, watcher)
    const [{ pid }] = (await client.query('SELECT pg_backend_pid() AS pid')).rows as [{ pid: number }]
    await dataSource.query('SELECT pg_terminate_backend($1)', [pid])
    await vi.waitFor(() => expect(watcher.changed).toHaveBeenCalled(), 5_000)
    watcher.changed.mockClear()
    await store.create(scope, 'audit', {})
    await vi.waitFor(() => expect(watcher.changed).toHaveBeenCalled(), 5_000)
    await end()
    expect(watcher.failed).not.toHaveBeenCalled()
  })
})
