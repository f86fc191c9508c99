import { createTriggers, Trigger } from '@triggerkit/core'
import { triggers } from '@triggerkit/typeorm'
import type { DataSource } from 'typeorm'
import { afterEach, describe, expect, test } from 'vitest'
import { AccountEntity, CounterEntity, EntryEntity } from './fixture/entities.ts'
import { type OpenedDatabase, openDatabase, serverDatabases } from './fixture/open-database.ts'

/** Another program writes the counter between our look and our own update of it. */
describe.each(serverDatabases.filter(({ type }) => type === 'postgres'))('transient errors on $name', (database) => {
  let opened: OpenedDatabase | undefined
  afterEach(async () => {
    await opened?.close()
    opened = undefined
  })

  async function open(): Promise<{ dataSource: DataSource; attempts: string[] }> {
    const engine = createTriggers({ transaction: { isolation: 'REPEATABLE READ' } })
    opened = await openDatabase(database, {
      entities: [AccountEntity, CounterEntity],
      subscribers: [triggers(engine)],
      connections: 4,
    })
    const { dataSource, vanilla } = opened
    await dataSource.getRepository(AccountEntity).insert([{ id: 1 }])
    await dataSource.getRepository(CounterEntity).insert({ name: 'n', value: 0 })
    const attempts: string[] = []
    engine.register('Account', {
      name: 'interferes',
      events: ['beforeUpdate'],
      actions: [
        Trigger.custom(async () => {
          attempts.push('before')
          if (attempts.length === 1) await vanilla.getRepository(CounterEntity).increment({ name: 'n' }, 'value', 100)
        }),
      ],
    })
    engine.register('Account', {
      name: 'counts',
      events: ['afterUpdate'],
      actions: [
        Trigger.database.update('Counter', { value: { $inc: 1 } }, { name: 'n' }),
        { ...Trigger.custom(() => void attempts.push('committed')), phase: 'commit' },
      ],
    })
    return { dataSource, attempts }
  }

  const counter = async (): Promise<number | undefined> =>
    (await opened?.vanilla.getRepository(CounterEntity).findOneBy({ name: 'n' }))?.value

  test('R3 a serialization failure in a transaction of ours runs the Write again', async () => {
    const { dataSource, attempts } = await open()
    await dataSource.getRepository(AccountEntity).update({ id: 1 }, { balance: 5 })
    expect(attempts).toEqual(['before', 'before', 'committed'])
    expect(await counter()).toBe(101)
    expect((await dataSource.getRepository(AccountEntity).findOneByOrFail({ id: 1 })).balance).toBe(5)
  })

  test('R3 in the caller’s transaction it is the caller’s error', async () => {
    const { dataSource, attempts } = await open()
    const write = dataSource.transaction('REPEATABLE READ', (manager) =>
      manager.getRepository(AccountEntity).update({ id: 1 }, { balance: 5 }),
    )
    await expect(write).rejects.toSatisfy((error: Error) => JSON.stringify(codesOf(error)).includes('40001'))
    expect(attempts).toEqual(['before'])
    expect(await counter()).toBe(100)
  })
})

/** Another program holds the counter and waits for our row: InnoDB gives up the transaction that has changed less, ours. */
describe.each(serverDatabases.filter(({ type }) => type === 'mariadb'))('deadlocks on $name', (database) => {
  let opened: OpenedDatabase | undefined
  afterEach(() => opened?.close())

  test('R3 a deadlock in a transaction of ours runs the Write again', async () => {
    const engine = createTriggers()
    opened = await openDatabase(database, {
      entities: [AccountEntity, CounterEntity, EntryEntity],
      subscribers: [triggers(engine)],
      connections: 4,
    })
    const { dataSource, vanilla } = opened
    await dataSource.getRepository(AccountEntity).insert([{ id: 1 }])
    await dataSource.getRepository(CounterEntity).insert({ name: 'n', value: 0 })
    const attempts: string[] = []
    let other: Promise<unknown> | undefined
    const interfere = (): Promise<void> =>
      new Promise((resolve, reject) => {
        other = vanilla.transaction(async (manager) => {
          await manager.insert(
            EntryEntity,
            Array.from({ length: 200 }, (_, n) => ({ text: String(n) })),
          )
          await manager.increment(CounterEntity, { name: 'n' }, 'value', 100)
          setTimeout(resolve, 100)
          await manager.update(AccountEntity, { id: 1 }, { status: 'theirs' })
        })
        other.catch(reject)
      })
    engine.register('Account', {
      name: 'interferes',
      events: ['beforeUpdate'],
      actions: [Trigger.custom(() => (attempts.push('before') === 1 ? interfere() : undefined))],
    })
    engine.register('Account', {
      name: 'counts',
      events: ['afterUpdate'],
      actions: [
        Trigger.database.update('Counter', { value: { $inc: 1 } }, { name: 'n' }),
        {
          ...Trigger.custom(
            ({ previousRecord }) => void attempts.push(`committed over ${String(previousRecord?.status)}`),
          ),
          phase: 'commit',
        },
      ],
    })
    await dataSource.getRepository(AccountEntity).update({ id: 1 }, { balance: 5 })
    await other
    expect(attempts).toEqual(['before', 'before', 'committed over theirs'])
    expect((await vanilla.getRepository(CounterEntity).findOneByOrFail({ name: 'n' })).value).toBe(101)
    expect(await vanilla.getRepository(AccountEntity).findOneByOrFail({ id: 1 })).toEqual({
      id: 1,
      balance: 5,
      status: 'theirs',
    })
  })
})

function codesOf(error: unknown): unknown[] {
  const codes: unknown[] = []
  for (
    let current = error as { code?: unknown; cause?: unknown } | undefined;
    current;
    current = current.cause as typeof current
  )
    codes.push(current.code)
  return codes
}
