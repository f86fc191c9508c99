import { databaseServer } from '@triggerkit/conformance/service'
import { OutboxError } from '@triggerkit/core/adapter'
import { migrations, sqlOutbox, typeormMigrations } from '@triggerkit/sql'
import { DataSource } from 'typeorm'
import { afterEach, describe, expect, test } from 'vitest'
import { memoryDatabase, serverDatabase } from './fixture/fixture-database.ts'
import { type ConnectedOutbox, connectOutbox } from './fixture/outbox-harness.ts'

const [postgres, mariadb] = [await databaseServer('postgres'), await databaseServer('mariadb')]
const databases = [
  { type: 'postgres', database: 'postgres', skip: false, create: () => serverDatabase(postgres, 'tables') },
  { type: 'mariadb', database: 'mysql', skip: !mariadb.reachable, create: () => serverDatabase(mariadb, 'tables') },
  { type: 'better-sqlite3', database: 'sqlite', skip: false, create: memoryDatabase },
] as const

const close: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const each of close.splice(0).reverse()) await each()
})

const withCode = (code: string) => (error: unknown) => OutboxError.isInstance(error) && error.code === code

describe.each(databases)('tables of the outbox, $type', ({ type, database, skip, create }) => {
  async function open(): Promise<ConnectedOutbox> {
    const fixture = await create()
    const connected = await connectOutbox(type, fixture)
    close.push(fixture.drop, () => connected.dataSource.destroy())
    return connected
  }

  test.skipIf(skip)('where there are none, the error says what makes them, and no transaction is harmed', async () => {
    const { outbox, dataSource } = await open()
    await dataSource.query('CREATE TABLE note (id INTEGER PRIMARY KEY)')
    await dataSource.transaction(async ({ queryRunner }) => {
      await queryRunner!.query('INSERT INTO note VALUES (1)')
      const asked = outbox.verify(queryRunner!)
      await expect(asked).rejects.toSatisfy(withCode('OUTBOX_MISSING'))
      await expect(asked).rejects.toThrow('triggers.outbox.migrate()')
    })
    expect(await dataSource.query('SELECT id FROM note')).toHaveLength(1)
    await expect(outbox.verify(undefined)).rejects.toSatisfy(withCode('OUTBOX_MISSING'))
  })

  test.skipIf(skip)('R44 those of the next version will do, others will not', async () => {
    const { outbox, dataSource } = await open()
    await outbox.migrate!()
    await outbox.verify(undefined)
    const newest = migrations(database).length
    const add = (version: number): Promise<unknown> =>
      dataSource.query(`INSERT INTO triggerkit_schema (version, name, applied_at) VALUES (${version}, 'newer', 0)`)
    await add(newest + 1)
    await outbox.verify(undefined)
    await add(newest + 2)
    await expect(outbox.verify(undefined)).rejects.toSatisfy(withCode('OUTBOX_OUTDATED'))
  })

  test.skipIf(skip)('R44 those of version 1, which the store came after, will do', async () => {
    const { outbox, dataSource } = await open()
    for (const statement of migrations(database)[0]!.up) await dataSource.query(statement)
    await outbox.verify(undefined)
    expect((await outbox.ledger.stats()).due).toBe(0)
    await outbox.migrate!()
    await outbox.verify(undefined)
    expect(await dataSource.query('SELECT tag FROM triggerkit_triggers')).toEqual([])
  })

  test.skipIf(skip)('are made once, by however many at the same time', async () => {
    const { outbox } = await open()
    await Promise.all([outbox.migrate!(), outbox.migrate!(), outbox.migrate!()])
    await outbox.migrate!()
    await outbox.verify(undefined)
    expect((await outbox.ledger.stats()).due).toBe(0)
  })

  test.skipIf(skip)("are made, and taken away, by TypeORM's migrations", async () => {
    const fixture = await create()
    const options = { type, ...fixture.options, entities: [], migrations: typeormMigrations(database) }
    const dataSource = await new DataSource(options as never).initialize()
    close.push(fixture.drop, () => dataSource.destroy())
    const tables = (): Promise<unknown> => dataSource.query('SELECT version FROM triggerkit_schema')
    await dataSource.runMigrations()
    await expect(tables()).resolves.toHaveLength(migrations(database).length)
    await dataSource.undoLastMigration()
    await expect(tables()).resolves.toHaveLength(migrations(database).length - 1)
    await dataSource.runMigrations()
    await expect(tables()).resolves.toHaveLength(migrations(database).length)
    for (const _ of migrations(database)) await dataSource.undoLastMigration()
    await expect(tables()).rejects.toThrow()
  })
})

test("PostgreSQL's tables can be in a schema of their own", async () => {
  const fixture = await serverDatabase(postgres, 'tables')
  const { dataSource, outbox } = await connectOutbox('postgres', fixture, sqlOutbox({ schema: 'Own queue' }))
  close.push(fixture.drop, () => dataSource.destroy())
  await dataSource.query('CREATE SCHEMA "Own queue"')
  await expect(outbox.verify(undefined)).rejects.toThrow('Own queue')
  await outbox.migrate!()
  await outbox.verify(undefined)
  await outbox.ledger.pause({ kind: 'trigger', name: 't' })
  expect(await dataSource.query('SELECT name FROM "Own queue".triggerkit_marks')).toEqual([{ name: 't' }])
})
