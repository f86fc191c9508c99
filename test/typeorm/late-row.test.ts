import { createTriggers, Trigger } from '@triggerkit/core'
import { triggers } from '@triggerkit/typeorm'
import { afterEach, describe, expect, test } from 'vitest'
import { AccountEntity } from './fixture/entities.ts'
import { type OpenedDatabase, openDatabase, serverDatabases } from './fixture/open-database.ts'

describe.each(serverDatabases)('rows that meet the criteria too late on $name', (database) => {
  let opened: OpenedDatabase | undefined
  afterEach(async () => {
    await opened?.close()
    opened = undefined
  })

  for (const [name, write] of [
    ['update', (accounts) => accounts.update({ status: 'open' }, { balance: 9 })],
    ['increment', (accounts) => accounts.increment({ status: 'open' }, 'balance', 9)],
    ['delete', (accounts) => accounts.delete({ status: 'open' })],
  ] as [string, (accounts: ReturnType<OpenedDatabase['dataSource']['getRepository']>) => Promise<unknown>][]) {
    test(`R11 ${name}(criteria): a row that enters them after the look is not written`, async () => {
      // At MariaDB's default isolation the look locks every row it passes: none can enter.
      const engine = createTriggers({ transaction: { isolation: 'READ COMMITTED' } })
      opened = await openDatabase(database, {
        entities: [AccountEntity],
        subscribers: [triggers(engine)],
        connections: 4,
      })
      const { dataSource, vanilla } = opened
      await dataSource.getRepository(AccountEntity).insert([{ id: 1 }, { id: 2 }, { id: 3, status: 'shut' }])
      const seen: unknown[] = []
      let entered = false
      engine.register('Account', {
        name: 'lets another in',
        events: ['beforeWrite', 'afterWrite'],
        actions: [
          Trigger.custom(async ({ event, record }) => {
            if (event.startsWith('after')) return void seen.push(record.id)
            if (entered) return undefined
            entered = true
            return vanilla.getRepository(AccountEntity).update({ id: 3 }, { status: 'open' })
          }),
        ],
      })
      await write(dataSource.getRepository(AccountEntity))
      expect(entered).toBe(true)
      expect(await vanilla.getRepository(AccountEntity).findOneBy({ id: 3 })).toEqual({
        id: 3,
        balance: 0,
        status: 'open',
      })
      expect([...seen].sort()).toEqual([1, 2])
    })
  }
})
