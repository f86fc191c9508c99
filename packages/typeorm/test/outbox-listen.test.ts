import { databaseServer } from '@triggerkit/conformance/service'
import { OutboxError } from '@triggerkit/core/adapter'
import { type PgClientLike, sqlOutbox } from '@triggerkit/sql'
import pg from 'pg'
import { afterEach, expect, test, vi } from 'vitest'
import { memoryDatabase, serverDatabase } from './fixture/fixture-database.ts'
import { connectOutbox } from './fixture/outbox-harness.ts'

const server = await databaseServer('postgres')

const close: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const each of close.splice(0).reverse()) await each()
})

test('R45 those who listen are told by those who append, until they stop', async () => {
  const fixture = await serverDatabase(server, 'listen')
  const client = new pg.Client({ connectionString: fixture.options.url as string })
  await client.connect()
  const worker = await connectOutbox(
    'postgres',
    fixture,
    sqlOutbox({ listen: { client: client satisfies PgClientLike } }),
  )
  const web = await connectOutbox('postgres', fixture, sqlOutbox({ listen: {} }))
  close.push(
    fixture.drop,
    () => client.end(),
    () => web.dataSource.destroy(),
    () => worker.dataSource.destroy(),
  )
  const [first, second] = [vi.fn(), vi.fn()]
  const stopFirst = await worker.outbox.listen!(first)
  const stopSecond = await worker.outbox.listen!(second)
  await web.outbox.notify!()
  await vi.waitFor(() => expect(second).toHaveBeenCalled())
  expect(first).toHaveBeenCalledTimes(1)
  await stopFirst()
  await web.outbox.notify!()
  await vi.waitFor(() => expect(second).toHaveBeenCalledTimes(2))
  await stopSecond()
  await web.outbox.notify!()
  await client.query('SELECT 1')
  expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 2])
  expect(client.listenerCount('notification')).toBe(0)
  expect(web.outbox.listen).toBeUndefined()
})

test('R45 nobody listens where nothing was said of it, and SQLite cannot', async () => {
  const fixture = await memoryDatabase()
  const { dataSource, outbox, port } = await connectOutbox('better-sqlite3', fixture)
  close.push(() => dataSource.destroy())
  expect(outbox.notify).toBeUndefined()
  expect(() => sqlOutbox({ listen: {} }).connect(port as never)).toThrow(OutboxError)
})
