import { createTriggers, Trigger, type Triggers } from '@triggerkit/core'
import { type TriggersOptions, triggers } from '@triggerkit/typeorm'
import type { DataSource } from 'typeorm'
import * as typeorm from 'typeorm'
import { afterEach, describe, expect, test } from 'vitest'
import { connect } from './fixture/connect.ts'
import { memoryDatabase } from './fixture/fixture-database.ts'
import { StatementLog } from './fixture/typeorm-side.ts'

const opened: DataSource[] = []

async function open(subscribers: unknown[], log = new StatementLog()): Promise<DataSource> {
  const on = { typeorm, type: 'better-sqlite3' as const }
  const dataSource = await connect(on, await memoryDatabase(), log, true, subscribers)
  opened.push(dataSource)
  return dataSource
}

function counting(engine: Triggers): { inserts: number } {
  const heard = { inserts: 0 }
  const count = Trigger.custom(() => {
    heard.inserts++
  })
  engine.register('Item', { name: 'counts', events: ['afterInsert'], actions: [count] })
  return heard
}

afterEach(async () => {
  for (const dataSource of opened.splice(0)) if (dataSource.isInitialized) await dataSource.destroy()
})

describe('subscribers: [triggers(engine)]', () => {
  test('binds each DataSource to its own engine, and none without it', async () => {
    const [one, two] = [createTriggers(), createTriggers()]
    const heard = [counting(one), counting(two)]
    await (await open([triggers(one)])).getRepository('Item').insert({ label: 'a' })
    await (await open([triggers(two)])).getRepository('Item').insert([{ label: 'a' }, { label: 'b' }])
    await (await open([])).getRepository('Item').insert({ label: 'a' })
    expect(heard).toEqual([{ inserts: 1 }, { inserts: 2 }])
  })

  test('survives destroy() and initialize()', async () => {
    const engine = createTriggers()
    const heard = counting(engine)
    const dataSource = await open([triggers(engine)])
    await dataSource.destroy()
    await dataSource.initialize()
    await dataSource.synchronize()
    await dataSource.getRepository('Item').save({ label: 'a' })
    expect(heard.inserts).toBe(1)
  })

  test('an unknown table or field rejects initialize() with a TriggerDefinitionError, and disconnects', async () => {
    const engine = createTriggers()
    engine.register('Itm', { name: 'typo', events: ['afterInsert'], actions: [{ type: 'log.info', message: 'x' }] })
    await expect(open([triggers(engine)])).rejects.toMatchObject({
      name: 'TriggerDefinitionError',
      message: expect.stringContaining('Item'),
    })
    expect(opened).toEqual([])
  })

  test('two engines on one DataSource are refused', async () => {
    await expect(open([triggers(createTriggers()), triggers(createTriggers())])).rejects.toThrow('more than once')
  })

  test('R36 listeners: false and callListeners(false) pass only where respectListeners says so', async () => {
    async function inserts(options?: TriggersOptions): Promise<number> {
      const engine = createTriggers()
      const heard = counting(engine)
      const dataSource = await open([triggers(engine, options)])
      await dataSource.getRepository('Item').save({ label: 'a' }, { listeners: false })
      await dataSource.createQueryBuilder().insert().into('Item').values({ label: 'b' }).callListeners(false).execute()
      await dataSource.getRepository('Item').save({ label: 'c' })
      return heard.inserts
    }
    expect(await inserts()).toBe(3)
    expect(await inserts({ respectListeners: true })).toBe(1)
  })

  test('without a trigger the statements and the shared runner are TypeORM’s own', async () => {
    const log = new StatementLog()
    const dataSource = await open([triggers(createTriggers())], log)
    const items = dataSource.getRepository('Item')
    const ours = await log.during(async () => {
      await items.save({ label: 'a' })
      await items.update({ label: 'a' }, { stock: 2 })
      await items.delete({ label: 'a' })
    })
    expect(ours.filter((sql) => sql.includes('tk_') || sql.includes('IMMEDIATE'))).toEqual([])
    expect(dataSource.createQueryRunner()).toBe(dataSource.createQueryRunner())
  })

  test('a DataSource of another copy of typeorm says what to mend', async () => {
    const other = (await import('typeorm-0.3')) as unknown as typeof typeorm
    const entity = new other.EntitySchema({ name: 'Thing', columns: { id: { type: 'int', primary: true } } })
    const subscribers = [triggers(createTriggers())]
    const options = { type: 'better-sqlite3', database: ':memory:', entities: [entity], subscribers, synchronize: true }
    await expect(new other.DataSource(options as never).initialize()).rejects.toThrow('two copies of typeorm')
  })
})
