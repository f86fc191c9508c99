import { databaseServer } from '@triggerkit/conformance/service'
import { createTriggers, Trigger } from '@triggerkit/core'
import { triggers } from '@triggerkit/typeorm'
import type { DataSource, QueryRunner } from 'typeorm'
import * as typeorm from 'typeorm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connect, type FixtureDatabase } from './fixture/connect.ts'
import type { DatabaseType } from './fixture/entities.ts'
import { memoryDatabase, serverDatabase } from './fixture/fixture-database.ts'
import { StatementLog } from './fixture/typeorm-side.ts'

const postgres = await databaseServer('postgres')
const mariadb = await databaseServer('mariadb')
const databases: { type: DatabaseType; create: () => Promise<FixtureDatabase>; isThere: boolean }[] = [
  { type: 'better-sqlite3', create: memoryDatabase, isThere: true },
  { type: 'postgres', create: () => serverDatabase(postgres, 'raw'), isThere: postgres.reachable },
  { type: 'mariadb', create: () => serverDatabase(mariadb, 'raw'), isThere: mariadb.reachable },
]

describe.each(databases.filter(({ isThere }) => isThere))(
  'R8 transactions steered by SQL on $type',
  ({ type, create }) => {
    const engine = createTriggers()
    const heard: unknown[] = []
    let fixture: FixtureDatabase
    let dataSource: DataSource
    let runner: QueryRunner

    beforeAll(async () => {
      fixture = await create()
      const note = Trigger.custom(({ record }) => {
        heard.push(record.label)
      })
      engine.register('Item', { name: 'hears', events: ['afterInsert'], actions: [note] })
      dataSource = await connect({ typeorm, type }, fixture, new StatementLog(), true, [triggers(engine)])
    })
    beforeEach(async () => {
      heard.length = 0
      runner = dataSource.createQueryRunner()
      return () => runner.release()
    })
    afterAll(async () => {
      await dataSource.destroy()
      await fixture.drop()
    })

    const save = (label: string): Promise<unknown> => runner.manager.save('Item', { label })
    const labels = async (): Promise<unknown[]> =>
      (await dataSource.getRepository('Item').find({ order: { id: 'ASC' } })).map(({ label }) => label)

    test('BEGIN and COMMIT: fires after the commit', async () => {
      await runner.query('BEGIN')
      await save('begun')
      expect(heard).toEqual([])
      await runner.query('COMMIT')
      expect(heard).toEqual(['begun'])
      expect(await labels()).toContain('begun')
    })

    test('ROLLBACK: nothing fires', async () => {
      await runner.query('BEGIN')
      await save('undone')
      await runner.query('ROLLBACK')
      expect(heard).toEqual([])
      expect(await labels()).not.toContain('undone')
    })

    test('R7 SAVEPOINT, ROLLBACK TO and RELEASE', async () => {
      await runner.query('BEGIN')
      await save('outer')
      await runner.query('SAVEPOINT one')
      await save('inner')
      await runner.query('ROLLBACK TO SAVEPOINT one')
      await save('again')
      await runner.query('RELEASE SAVEPOINT one')
      await runner.query('COMMIT')
      expect(heard).toEqual(['outer', 'again'])
      expect(await labels()).not.toContain('inner')
    })

    test('what cannot be followed is refused before it is sent', async () => {
      await expect(runner.query('BEGIN; DELETE FROM items')).rejects.toMatchObject({ code: 'UNSUPPORTED_WRITE' })
      await runner.startTransaction()
      await expect(runner.query('BEGIN')).rejects.toMatchObject({ code: 'UNSUPPORTED_WRITE' })
      await save('kept')
      await runner.commitTransaction()
      expect(heard).toEqual(['kept'])
    })

    test.runIf(type === 'postgres')('a commit that PostgreSQL answers with a rollback fires nothing', async () => {
      await runner.startTransaction()
      await save('lost')
      await runner.query('SELECT 1 / 0').catch(() => undefined)
      await runner.commitTransaction()
      expect(heard).toEqual([])
      expect(await labels()).not.toContain('lost')
    })
  },
)
