import { createTriggers, Trigger } from '@triggerkit/core'
import { triggers } from '@triggerkit/typeorm'
import type { DataSource, EntityManager } from 'typeorm'
import { afterEach, describe, expect, test } from 'vitest'
import { type Account, AccountEntity, CounterEntity } from './fixture/entities.ts'
import { type OpenedDatabase, openDatabase, serverDatabases } from './fixture/open-database.ts'

const STALL_MS = 8_000

const calls: { name: string; write: (dataSource: DataSource, id: number) => Promise<unknown> }[] = [
  {
    name: 'update(criteria)',
    write: (dataSource, id) => dataSource.getRepository(AccountEntity).update({ id }, { balance: 9 }),
  },
  { name: 'save(loaded)', write: (dataSource, id) => dataSource.getRepository(AccountEntity).save({ id, balance: 9 }) },
  {
    name: 'query builder update',
    write: (dataSource, id) =>
      dataSource.createQueryBuilder().update(AccountEntity).set({ balance: 9 }).where({ id }).execute(),
  },
]

describe.each(serverDatabases)('pools on $name', (database) => {
  let opened: OpenedDatabase | undefined
  afterEach(async () => {
    await opened?.close()
    opened = undefined
  })

  /** Opens a pool of that many connections whose after-commit action queries by `query`. */
  async function open(
    connections: number,
    query: (dataSource: DataSource, db: EntityManager) => Promise<unknown>,
  ): Promise<DataSource> {
    const engine = createTriggers()
    opened = await openDatabase(database, {
      entities: [AccountEntity, CounterEntity],
      subscribers: [triggers(engine)],
      connections,
    })
    const { dataSource } = opened
    await dataSource
      .getRepository(AccountEntity)
      .insert(Array.from({ length: 12 }, (_, id): Account => ({ id, balance: 0, status: 'open' })))
    engine.register('Account', {
      name: 'queries',
      events: ['afterUpdate'],
      actions: [{ ...Trigger.custom(({ db }) => query(dataSource, db as EntityManager)), phase: 'commit' }],
    })
    return dataSource
  }

  for (const connections of [1, 3]) {
    for (const { name, write } of calls) {
      test(`R5 ${connections} connections, ${connections * 4} ${name} at a time, each querying after its commit`, {
        timeout: STALL_MS,
      }, async () => {
        let queried = 0
        const dataSource = await open(connections, async (source) => {
          await source.getRepository(AccountEntity).countBy({ balance: 9 })
          queried++
        })
        await Promise.all(Array.from({ length: connections * 4 }, (_, id) => write(dataSource, id)))
        expect(queried).toBe(connections * 4)
      })
    }
  }

  test('R5 on a runner that the caller holds, actions run at its commit on that runner', {
    timeout: STALL_MS,
  }, async () => {
    const seen: boolean[] = []
    const dataSource = await open(1, async (_source, db) => {
      await db.getRepository(AccountEntity).countBy({ balance: 9 })
      seen.push(db.queryRunner?.isTransactionActive ?? false)
    })
    await dataSource.transaction((manager) => manager.getRepository(AccountEntity).update({ id: 1 }, { balance: 9 }))
    expect(seen).toEqual([false])
  })
})
