import { createTriggers, Trigger } from '@triggerkit/core'
import { triggers } from '@triggerkit/typeorm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { expectUnbroken, type Told } from '../fixture/expect-unbroken.ts'
import { AccountEntity } from './fixture/entities.ts'
import { type OpenedDatabase, openDatabase, serverDatabases } from './fixture/open-database.ts'

const AT_A_TIME = 40
const numbers = Array.from({ length: AT_A_TIME }, (_, n) => n + 1)

/** Writes that all want the same rows: each is told the truth of its own turn. */
describe.each(serverDatabases)(`${AT_A_TIME} writes of the same rows on $name`, (database) => {
  let opened: OpenedDatabase
  const told: Told[] = []
  const accounts = () => opened.dataSource.getRepository(AccountEntity)

  beforeEach(async () => {
    told.length = 0
    const engine = createTriggers()
    opened = await openDatabase(database, {
      entities: [AccountEntity],
      subscribers: [triggers(engine)],
      connections: 10,
    })
    engine.register('Account', { name: 'looks', events: ['beforeWrite'], actions: [Trigger.custom(() => undefined)] })
    engine.register('Account', {
      name: 'tells',
      events: ['afterWrite'],
      actions: [
        Trigger.custom(({ event, record, previousRecord }) => {
          told.push({
            event,
            row: Number(record.id),
            before: previousRecord?.balance as number | undefined,
            after: Number(record.balance),
          })
        }),
      ],
    })
  })
  afterEach(() => opened?.close())

  test('R13 upserts of one absent key: one insert, the rest updates', async () => {
    await Promise.all(numbers.map((balance) => accounts().upsert({ id: 7, balance }, ['id'])))
    expect(told.filter(({ event }) => event === 'afterInsert').length).toBe(1)
    expect(told.filter(({ event }) => event === 'afterUpdate').length).toBe(AT_A_TIME - 1)
    expectUnbroken(told, 7, { first: undefined, last: (await accounts().findOneByOrFail({ id: 7 })).balance })
  })

  test('R12 R14 increments of one row: every step is told once', async () => {
    await opened.vanilla.getRepository(AccountEntity).insert({ id: 1 })
    await Promise.all(numbers.map(() => accounts().increment({ id: 1 }, 'balance', 1)))
    expect((await accounts().findOneByOrFail({ id: 1 })).balance).toBe(AT_A_TIME)
    expect(told.map(({ after }) => after).sort((a, b) => a - b)).toEqual(numbers)
    expectUnbroken(told, 1, { first: 0, last: AT_A_TIME })
  })

  test('R12 bulk updates of the same 30 rows: no deadlock, every step is told once', async () => {
    const ids = Array.from({ length: 30 }, (_, id) => id)
    await opened.vanilla.getRepository(AccountEntity).insert(ids.map((id) => ({ id })))
    await Promise.all(numbers.map((balance) => accounts().update({ status: 'open' }, { balance })))
    expect(told.length).toBe(AT_A_TIME * ids.length)
    const { balance: last } = await accounts().findOneByOrFail({ id: 0 })
    for (const id of ids) expectUnbroken(told, id, { first: 0, last })
  })
})
