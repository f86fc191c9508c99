import { databaseServer } from '@triggerkit/conformance/service'
import { createTriggers, Trigger } from '@triggerkit/core'
import { isUnreadable, StoreError } from '@triggerkit/core/adapter'
import { migrations, sqlStore, typeormMigrations } from '@triggerkit/sql'
import { DataSource } from 'typeorm'
import { afterEach, describe, expect, test } from 'vitest'
import { serverDatabase } from './fixture/fixture-database.ts'
import { type ConnectedStore, connectStore, fileDatabase } from './fixture/store-harness.ts'

const [postgres, mariadb] = [await databaseServer('postgres'), await databaseServer('mariadb')]
const databases = [
  { type: 'postgres', database: 'postgres', skip: false, create: () => serverDatabase(postgres, 'store') },
  { type: 'mariadb', database: 'mysql', skip: !mariadb.reachable, create: () => serverDatabase(mariadb, 'store') },
  { type: 'better-sqlite3', database: 'sqlite', skip: false, create: fileDatabase },
] as const

const scope = { product: 'shop', database: 'orders-db' }
const close: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const each of close.splice(0).reverse()) await each()
})

const withCode = (code: string) => (error: unknown) => StoreError.isInstance(error) && error.code === code

describe.each(databases)('tables of the store, $type', ({ type, database, skip, create }) => {
  async function open(): Promise<ConnectedStore> {
    const fixture = await create()
    const connected = await connectStore(type, fixture)
    close.push(fixture.drop, () => connected.dataSource.destroy())
    return connected
  }

  test.skipIf(skip)('where there are none, every call says what makes them', async () => {
    const { store } = await open()
    const watcher = { changed: () => undefined, failed: () => undefined }
    const calls: (() => Promise<unknown>)[] = [
      () => store.create(scope, 'audit', {}),
      () => store.update(scope, 'audit', {}),
      () => store.fetch(scope, 'audit'),
      () => store.fetchAll(scope),
      () => store.delete(scope, 'audit'),
      () => store.history(scope, 'audit', { limit: 1 }),
      () => store.watch!(scope, watcher),
    ]
    for (const call of calls) {
      await expect(call()).rejects.toSatisfy(withCode('STORE_TABLES_MISSING'))
      await expect(call()).rejects.toThrow('triggers.migrate()')
    }
    await store.migrate!()
    expect(await store.fetchAll(scope)).toEqual([])
  })

  test.skipIf(skip)(
    "R44 an outbox's of version 1 are brought up to date, those of the next version will do",
    async () => {
      const { store, dataSource, port } = await open()
      for (const statement of migrations(database)[0]!.up) await dataSource.query(statement)
      await expect(store.fetchAll(scope)).rejects.toSatisfy(withCode('STORE_TABLES_MISSING'))
      await Promise.all([store.migrate!(), store.migrate!()])
      expect(await store.fetchAll(scope)).toEqual([])
      const add = (version: number): Promise<unknown> =>
        dataSource.query(`INSERT INTO triggerkit_schema (version, name, applied_at) VALUES (${version}, 'newer', 0)`)
      const again = async (): Promise<unknown> => {
        const later = sqlStore()
        later.connect!(port)
        return later.fetchAll(scope)
      }
      await add(migrations(database).length + 1)
      expect(await again()).toEqual([])
      await add(migrations(database).length + 2)
      await expect(again()).rejects.toSatisfy(withCode('STORE_OUTDATED'))
      await expect(again()).rejects.toThrow('Update @triggerkit/sql')
    },
  )

  test.skipIf(skip)('are made once, by however many at the same time', async () => {
    const fixture = await create()
    const several = [
      await connectStore(type, fixture),
      await connectStore(type, fixture),
      await connectStore(type, fixture),
    ]
    close.push(fixture.drop, () => Promise.all(several.map(({ dataSource }) => dataSource.destroy())))
    await Promise.all(several.map(({ store }) => store.migrate!()))
    for (const { store } of several) expect(await store.fetchAll(scope)).toEqual([])
    const { dataSource } = several[0]!
    expect(await dataSource.query('SELECT version FROM triggerkit_schema')).toHaveLength(migrations(database).length)
  })

  test.skipIf(skip)("are made by TypeORM's migrations as well", async () => {
    const fixture = await create()
    const options = { type, ...fixture.options, entities: [], migrations: typeormMigrations(database) }
    const dataSource = await new DataSource(options as never).initialize()
    close.push(fixture.drop, () => dataSource.destroy())
    await dataSource.runMigrations()
    const { store, dataSource: other } = await connectStore(type, fixture)
    close.push(() => other.destroy())
    expect(await store.create(scope, 'audit', { name: 'Audit' })).toMatchObject({ version: 1 })
  })

  test.skipIf(skip)('what cannot be read is mended by what the error says', async () => {
    const { store, dataSource } = await open()
    await store.migrate!()
    const engine = createTriggers({ store, ...scope, onError: () => undefined })
    const definition = { tag: 'audit', name: 'Audit', tables: ['orders'], events: ['afterInsert' as const] }
    const actions = [{ ...Trigger.log.info('{{record.id}}'), name: 'log' }]
    await engine.create({ ...definition, actions })
    const spoil = (): Promise<unknown> => dataSource.query("UPDATE triggerkit_triggers SET definition = '{'")
    await spoil()
    const [told] = (await engine.load()).skipped
    expect(told?.error.message).toContain('triggers.revert')
    expect(told?.error.message).toContain('triggers.delete')
    // It changes some members of what is there, and that cannot be read.
    expect(told?.error.message).not.toContain('triggers.update')
    await expect(engine.update({ ...definition, actions })).rejects.toSatisfy(withCode('STORE_UNREADABLE'))
    expect(await engine.revert('audit', 1)).toMatchObject({ version: 2, name: 'Audit' })
    await spoil()
    expect(await engine.delete('audit')).toBe(true)
    expect(await engine.create({ ...definition, actions })).toMatchObject({ version: 4 })
    expect((await engine.load()).skipped).toEqual([])
  })

  test.skipIf(skip)('what fails half way leaves nothing behind', async () => {
    const { store, dataSource } = await open()
    await store.migrate!()
    await store.create(scope, 'audit', { name: 'first' })
    await dataSource.query(`INSERT INTO triggerkit_trigger_versions (scope_hash, tag_hash, version, operation, format, changed_at)
      SELECT scope_hash, tag_hash, 2, 'update', 1, 0 FROM triggerkit_triggers`)
    await expect(store.update(scope, 'audit', { name: 'second' })).rejects.toThrow()
    await expect(store.delete(scope, 'audit')).rejects.toThrow()
    expect(await store.fetch(scope, 'audit')).toMatchObject({ version: 1, definition: { name: 'first' } })
    await dataSource.query('DROP TABLE triggerkit_trigger_versions')
    await expect(store.create(scope, 'welcome', { name: 'new' })).rejects.toThrow()
    expect(await store.fetch(scope, 'welcome')).toBeUndefined()
    expect(await store.fetchAll(scope)).toHaveLength(1)
  })

  test.skipIf(skip)('texts that a database cannot keep come back to the letter, and are told apart', async () => {
    const { store } = await open()
    await store.migrate!()
    const tags = ['a', 'a\0', '\ud800', '\\ud800', '\ufffd', 'a\u001a', 'a\u001a0000', '', 'x'.repeat(5_000)]
    for (const tag of tags) await store.create({ ...scope, product: tag }, tag, { tag }, { by: tag, reason: tag })
    for (const tag of tags) {
      const own = { ...scope, product: tag }
      expect(await store.fetchAll(own)).toMatchObject([{ tag, definition: { tag } }])
      expect(await store.history(own, tag, { limit: 5 })).toMatchObject([{ tag, by: tag, reason: tag }])
    }
  })

  test.skipIf(skip)('an entry of whatever shape is told of, with what mends it', async () => {
    const { store, dataSource } = await open()
    await store.migrate!()
    const broken: [change: string, told: string][] = [
      ["definition = ''", 'is no JSON'],
      ["definition = '[1]'", 'is JSON, but no object'],
      ["definition = 'null'", 'is JSON, but no object'],
      ['format = 2', 'is of format 2, and this program knows 1'],
      ['updated_at = 9000000000000000', 'has a time that is none'],
    ]
    for (const index of broken.keys()) await store.create(scope, `tag ${index}`, { name: 'x' })
    for (const [index, [change]] of broken.entries())
      await dataSource.query(`UPDATE triggerkit_triggers SET ${change} WHERE tag = 'tag ${index}'`)
    const entries = await store.fetchAll(scope)
    expect(entries.filter(isUnreadable)).toHaveLength(broken.length)
    for (const { tag, version, problem } of entries.filter(isUnreadable)) {
      const [, told] = broken[Number(tag.slice(4))]!
      expect(problem).toMatchObject({ code: 'STORE_UNREADABLE', message: expect.stringContaining(told) })
      expect(problem.message).toContain(`Version 1 of "${tag}" in the table triggerkit_triggers`)
      expect(problem.message).toContain('triggers.revert')
      expect(version).toBe(1)
      await store.update(scope, tag, { name: 'mended' })
    }
    expect((await store.fetchAll(scope)).filter(isUnreadable)).toEqual([])
    await dataSource.query(`UPDATE triggerkit_trigger_versions SET definition = '{' WHERE version = 2`)
    expect(await store.history(scope, 'tag 0', { limit: 5 })).toEqual([
      { tag: 'tag 0', version: 2, operation: 'update', at: expect.any(String) },
      { tag: 'tag 0', version: 1, operation: 'create', definition: { name: 'x' }, at: expect.any(String) },
    ])
  })
})

test('a row that PostgreSQL keeps from being changed is told of', async () => {
  const fixture = await serverDatabase(postgres, 'store')
  const { store, dataSource } = await connectStore('postgres', fixture)
  close.push(fixture.drop, () => dataSource.destroy())
  await store.migrate!()
  await store.create(scope, 'audit', { name: 'first' })
  await dataSource.query('CREATE RULE keep AS ON UPDATE TO triggerkit_triggers DO INSTEAD NOTHING')
  await expect(store.update(scope, 'audit', {})).rejects.toSatisfy(withCode('STORE_PORT'))
  await expect(store.update(scope, 'audit', {}, { expectedVersion: 5 })).rejects.toMatchObject({ found: 1 })
})
