import { createDatabase, type TestDatabase } from '@triggerkit/conformance/service'
import { createTriggers, Trigger } from '@triggerkit/core'
import { triggers } from '@triggerkit/typeorm'
import { DataSource, type DataSourceOptions } from 'typeorm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { AccountEntity } from './fixture/entities.ts'
import { serverDatabases } from './fixture/open-database.ts'

/** The replica lags for good: it has the table and never a row. */
describe.each(serverDatabases)('a replica that lags on $name', ({ name, type }) => {
  let databases: TestDatabase[] = []
  let dataSource: DataSource
  const engine = createTriggers()
  const seen: unknown[] = []

  beforeAll(async () => {
    if (name === 'SQLite') return
    databases = [await createDatabase(name, 'primary'), await createDatabase(name, 'replica')]
    const [primary, replica] = databases.map(({ url }) => url)
    for (const url of [primary, replica]) {
      const setup = new DataSource({ type, url, entities: [AccountEntity], synchronize: true } as DataSourceOptions)
      await setup.initialize()
      await setup.destroy()
    }
    const replication = { master: { url: primary }, slaves: [{ url: replica }] }
    dataSource = new DataSource({
      type,
      replication,
      entities: [AccountEntity],
      subscribers: [triggers(engine)],
    } as unknown as DataSourceOptions)
    await dataSource.initialize()
    engine.register('Account', {
      name: 'sees',
      events: ['beforeWrite', 'afterWrite'],
      actions: [
        Trigger.custom(({ event, record, previousRecord }) => {
          if (event.startsWith('after')) seen.push([event, previousRecord?.status, record.status, record.balance])
        }),
      ],
    })
  })
  afterAll(async () => {
    await dataSource?.destroy()
    for (const database of databases) await database.drop()
  })
  beforeEach(async () => {
    await engine.without({ reason: 'rows to begin with' }, async () => {
      await dataSource.createQueryBuilder().delete().from(AccountEntity).execute()
      await dataSource.getRepository(AccountEntity).insert({ id: 1, balance: 5 })
    })
    seen.length = 0
  })

  test('R9 every look of a Write goes to the primary', async () => {
    const accounts = dataSource.getRepository(AccountEntity)
    expect(await accounts.count(), 'plain reads go to the replica').toBe(0)
    await accounts.update({ id: 1 }, { status: 'shut' })
    await accounts.upsert(
      [
        { id: 1, status: 'upserted' },
        { id: 2, status: 'new' },
      ],
      ['id'],
    )
    await accounts.save({ id: 2, status: 'saved' })
    await accounts.insert({ id: 3 })
    await accounts.delete({ id: 1 })
    expect(seen.slice(0, 1)).toEqual([['afterUpdate', 'open', 'shut', 5]])
    expect(seen.slice(1, 3)).toContainEqual(['afterUpdate', 'shut', 'upserted', expect.anything()])
    expect(seen.slice(1, 3)).toContainEqual(['afterInsert', undefined, 'new', 0])
    expect(seen.slice(3)).toEqual([
      ['afterUpdate', 'new', 'saved', 0],
      ['afterInsert', undefined, 'open', 0],
      ['afterDelete', 'upserted', 'upserted', expect.anything()],
    ])
  })
})
