import { createTriggers, Trigger } from '@triggerkit/core'
import { triggers } from '@triggerkit/typeorm'
import type { DataSource, EntityManager } from 'typeorm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AccountEntity, CounterEntity, EntryEntity } from './fixture/entities.ts'
import { type OpenedDatabase, openDatabase, serverDatabases } from './fixture/open-database.ts'

const TRANSACTIONS = 40
const entities = [AccountEntity, CounterEntity, EntryEntity]

/** What transaction number `n` does, all of it on rows of its own: only the trigger's counter is shared. */
async function mixedWork(manager: EntityManager, n: number): Promise<void> {
  const accounts = manager.getRepository(AccountEntity)
  await accounts.update({ id: n }, { balance: n + 1 })
  await accounts.increment({ id: n }, 'balance', 1)
  await accounts.upsert(
    [
      { id: 1000 + n, balance: 1 },
      { id: n, status: 'upserted' },
    ],
    ['id'],
  )
  await manager.getRepository(EntryEntity).save({ text: `of ${n}` })
  await accounts.delete({ id: 500 + n })
}

/** Changes of one `mixedWork`: update, increment, insert, update, insert of an entry, delete. */
const CHANGES = 6
const rollsBack = (n: number): boolean => n % 4 === 3
const committed = Array.from({ length: TRANSACTIONS }, (_, n) => n).filter((n) => !rollsBack(n)).length

describe.each(serverDatabases)('40 parallel transactions on $name', (database) => {
  let opened: OpenedDatabase
  let dataSource: DataSource
  const engine = createTriggers()
  const seen: { table: string; event: string; of: unknown }[] = []

  beforeAll(async () => {
    opened = await openDatabase(database, { entities, subscribers: [triggers(engine)], connections: 10 })
    dataSource = opened.dataSource
    for (const table of ['Account', 'Entry']) {
      engine.register(table, {
        name: 'counts',
        events: ['afterWrite'],
        actions: [
          Trigger.database.update('Counter', { value: { $inc: 1 } }, { name: 'changes' }),
          {
            ...Trigger.custom(({ event, record }) => void seen.push({ table, event, of: record.id ?? record.text })),
            phase: 'commit',
          },
        ],
      })
      engine.register(table, { name: 'looks', events: ['beforeWrite'], actions: [Trigger.custom(() => undefined)] })
    }
  })
  afterAll(() => opened?.close())

  test('R12 R13 the counter is exact, nothing of a rollback is seen, no deadlock', async () => {
    const numbers = Array.from({ length: TRANSACTIONS }, (_, n) => n)
    await engine.without({ reason: 'rows to begin with' }, async () => {
      await dataSource.getRepository(CounterEntity).insert({ name: 'changes', value: 0 })
      await dataSource.getRepository(AccountEntity).insert(numbers.flatMap((n) => [{ id: n }, { id: 500 + n }]))
    })
    const results = await Promise.allSettled(
      numbers.map((n) =>
        dataSource.transaction(async (manager) => {
          await mixedWork(manager, n)
          if (rollsBack(n)) throw new Error('rolls back')
        }),
      ),
    )
    const failures = results.flatMap((result) =>
      result.status === 'rejected' ? [String((result.reason as Error).message)] : [],
    )
    expect(failures.filter((message) => message !== 'rolls back')).toEqual([])
    const counter = await dataSource.getRepository(CounterEntity).findOneByOrFail({ name: 'changes' })
    expect(counter.value).toBe(committed * CHANGES)
    // Of account n the net Change is one update.
    expect(seen.length).toBe(committed * 4)
    expect(seen.filter(({ table, of }) => table === 'Account' && rollsBack(Number(of) % 500))).toEqual([])
  })
})
