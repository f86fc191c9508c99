import { createTriggers, Trigger } from '@triggerkit/core'
import { triggers } from '@triggerkit/typeorm'
import { DataSource } from 'typeorm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { EntryEntity } from './fixture/entities.ts'

/** TypeORM has one connection to SQLite: what overlaps in time must not overlap there (R8). */
describe('SQLite, one connection for all', () => {
  let dataSource: DataSource
  const seen: unknown[] = []
  const entries = () => dataSource.getRepository(EntryEntity)
  const texts = async (): Promise<string[]> => (await entries().find({ order: { id: 'ASC' } })).map(({ text }) => text)

  beforeEach(async () => {
    seen.length = 0
    const engine = createTriggers()
    dataSource = new DataSource({
      type: 'better-sqlite3',
      database: ':memory:',
      synchronize: true,
      entities: [EntryEntity],
      subscribers: [triggers(engine)] as never,
    })
    await dataSource.initialize()
    engine.register('Entry', {
      name: 'notes',
      events: ['afterWrite'],
      actions: [{ ...Trigger.custom(({ record }) => void seen.push(record.text)), phase: 'commit' }],
    })
  })
  afterEach(() => dataSource.destroy())

  const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))

  test('R8 two transactions at a time: the one that rolls back takes nothing of the other', async () => {
    const dropped = dataSource.transaction(async (manager) => {
      await manager.save(EntryEntity, { text: 'dropped' })
      await pause()
      await manager.save(EntryEntity, { text: 'dropped too' })
      throw new Error('rolls back')
    })
    const kept = dataSource.transaction(async (manager) => {
      await manager.save(EntryEntity, { text: 'kept' })
      await pause()
      await manager.save(EntryEntity, { text: 'kept too' })
    })
    await expect(dropped).rejects.toThrow('rolls back')
    await kept
    expect(await texts()).toEqual(['kept', 'kept too'])
    expect(seen).toEqual(['kept', 'kept too'])
  })

  test('R8 plain writes beside a transaction that rolls back stay', async () => {
    const dropped = dataSource.transaction(async (manager) => {
      await manager.save(EntryEntity, { text: 'dropped' })
      await pause()
      throw new Error('rolls back')
    })
    const plain = Promise.all([
      entries().save({ text: 'a' }),
      entries().insert({ text: 'b' }),
      entries().save({ text: 'c' }),
    ])
    await expect(dropped).rejects.toThrow('rolls back')
    await plain
    expect((await texts()).sort()).toEqual(['a', 'b', 'c'])
    expect([...seen].sort()).toEqual(['a', 'b', 'c'])
  })

  test('R8 20 transactions at a time, in the order they came, every third rolled back', async () => {
    const numbers = Array.from({ length: 20 }, (_, n) => n)
    await Promise.allSettled(
      numbers.map((n) =>
        dataSource.transaction(async (manager) => {
          await manager.save(EntryEntity, { text: String(n) })
          if (n % 2) await pause()
          if (n % 3 === 0) throw new Error('rolls back')
        }),
      ),
    )
    const kept = numbers.filter((n) => n % 3).map(String)
    expect(await texts()).toEqual(kept)
    expect(seen).toEqual(kept)
  })

  test('R8 a write that waits for a lock its own caller holds is an error with the remedy', {
    timeout: 5_000,
  }, async () => {
    const outcome = dataSource.transaction(async (manager) => {
      await manager.save(EntryEntity, { text: 'inside' })
      await dataSource.transaction((other) => other.save(EntryEntity, { text: 'beside' }))
    })
    await expect(outcome).rejects.toThrow(/manager|transaction/i)
    expect(await texts()).toEqual([])
    expect(seen).toEqual([])
  })

  test('R8 a raw BEGIN on the caller’s runner is followed, or refused', async () => {
    const runner = dataSource.createQueryRunner()
    const begun = await runner.query('BEGIN').then(
      () => true,
      () => false,
    )
    if (begun) {
      await runner.manager.save(EntryEntity, { text: 'dropped' })
      await runner.query('ROLLBACK')
    }
    await runner.release()
    await entries().save({ text: 'kept' })
    expect(await texts()).toEqual(['kept'])
    expect(seen).toEqual(['kept'])
  })
})
