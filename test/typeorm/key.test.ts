import { createTriggers, Trigger } from '@triggerkit/core'
import { triggers } from '@triggerkit/typeorm'
import { EntitySchema } from 'typeorm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { EntryEntity } from './fixture/entities.ts'
import { allDatabases, type OpenedDatabase, openDatabase } from './fixture/open-database.ts'

interface Ledger {
  id: string
  note: string
}

const LedgerEntity = new EntitySchema<Ledger>({
  name: 'Ledger',
  tableName: 'ledgers',
  columns: { id: { type: 'bigint', primary: true }, note: { type: 'varchar', length: 40 } },
})

/** Neighbours that a JavaScript number cannot tell apart; SQLite's driver itself gives numbers, so that it gets smaller ones. */
const neighbours = (name: string): [string, string] =>
  name === 'SQLite' ? ['9007199254740990', '9007199254740991'] : ['9007199254740992', '9007199254740993']

describe.each(allDatabases)('keys on $name', (database) => {
  const engine = createTriggers()
  const seen: [string, string][] = []
  let opened: OpenedDatabase

  beforeAll(async () => {
    const subscribers = [triggers(engine)]
    opened = await openDatabase(database, { entities: [LedgerEntity, EntryEntity], subscribers, connections: 2 })
    for (const table of ['Ledger', 'Entry']) {
      engine.register(table, {
        name: 'see',
        events: ['beforeUpdate', 'afterWrite'],
        actions: [
          Trigger.custom(({ event, record }) => {
            if (event.startsWith('after')) seen.push([String(record.id), String(record.note ?? record.text)])
          }),
        ],
      })
    }
  })
  afterAll(() => opened.close())
  beforeEach(() => {
    seen.length = 0
  })

  test('R18 large keys that differ in the last digit stay apart', async () => {
    const [one, other] = neighbours(database.name)
    const ledgers = opened.dataSource.getRepository(LedgerEntity)
    await ledgers.insert([
      { id: one, note: 'a' },
      { id: other, note: 'b' },
    ])
    await ledgers.update({ id: other }, { note: 'c' })
    expect(seen).toEqual([
      [one, 'a'],
      [other, 'b'],
      [other, 'c'],
    ])
    expect(await ledgers.findOneByOrFail({ id: one })).toMatchObject({ note: 'a' })
  })

  test('R18 rows whose keys the database makes are each seen under their own', async () => {
    const entries = opened.dataSource.getRepository(EntryEntity)
    await entries.insert(['x', 'y', 'z'].map((text) => ({ text })))
    const stored = await opened.vanilla.getRepository(EntryEntity).find({ order: { id: 'ASC' } })
    expect(stored).toHaveLength(3)
    expect(seen).toEqual(stored.map(({ id, text }) => [String(id), text]))
  })
})
