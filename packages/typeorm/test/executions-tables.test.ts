import { databaseServer } from '@triggerkit/conformance/service'
import type { ExecutionRow, Port, SqlConnection, SqlStatement } from '@triggerkit/core/adapter'
import { migrations, sqlExecutions } from '@triggerkit/sql'
import type { DataSource } from 'typeorm'
import { afterEach, describe, expect, test } from 'vitest'
import { serverDatabase } from './fixture/fixture-database.ts'
import { connectStore, fileDatabase } from './fixture/store-harness.ts'

const [postgres, mariadb] = [await databaseServer('postgres'), await databaseServer('mariadb')]
const databases = [
  { type: 'postgres', database: 'postgres', skip: false, create: () => serverDatabase(postgres, 'executions') },
  { type: 'mariadb', database: 'mysql', skip: !mariadb.reachable, create: () => serverDatabase(mariadb, 'executions') },
  { type: 'better-sqlite3', database: 'sqlite', skip: false, create: fileDatabase },
] as const

const close: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const each of close.splice(0).reverse()) await each()
})

describe.each(databases)('the table of executions, $type', ({ type, database, skip, create }) => {
  async function open(): Promise<{ dataSource: DataSource; port: Port }> {
    const fixture = await create()
    const connected = await connectStore(type, fixture)
    close.push(fixture.drop, () => connected.dataSource.destroy())
    return connected
  }

  test.skipIf(skip)(
    'R44 one of version 3 serves, and gets its indexes with the migration, which may be run again',
    async () => {
      const { dataSource, port } = await open()
      for (const { up } of migrations(database).slice(0, 3))
        for (const statement of up) await dataSource.query(statement)
      const log = sqlExecutions().connect(port)
      await log.verify()
      await log.append(rows)
      const rare = await log.list({ trigger: 'rare', limit: 10 })
      expect(rare.map(({ id }) => id)).toEqual([idOf(700)])
      await Promise.all([log.migrate!(), log.migrate!()])
      // As a process leaves it that was stopped before it noted the version.
      await dataSource.query('DELETE FROM triggerkit_schema WHERE version = 4')
      await log.migrate!()
      expect(await dataSource.query('SELECT max(version) AS newest FROM triggerkit_schema')).toEqual([{ newest: 4 }])
      expect(await log.list({ trigger: 'rare', limit: 10 })).toEqual(rare)
      for (const statement of migrations(database)[3]!.down) await dataSource.query(statement)
      expect(await log.list({ trigger: 'rare', limit: 10 })).toEqual(rare)
    },
  )

  test.skipIf(skip)('a list by trigger or by table is read from an index, and compares to the letter', async () => {
    const { dataSource, port } = await open()
    const seen: SqlStatement[] = []
    await sqlExecutions().connect(port).migrate!()
    const log = sqlExecutions().connect(listening(port, seen))
    await log.append(rows)
    await dataSource.query(
      { postgres: 'ANALYZE', mysql: 'ANALYZE TABLE triggerkit_executions', sqlite: 'ANALYZE' }[database],
    )
    for (const [query, index] of [
      [{ trigger: 'rare' }, 'triggerkit_executions_trigger'],
      [{ table: 'Rare' }, 'triggerkit_executions_table'],
    ] as const) {
      seen.length = 0
      expect((await log.list({ ...query, limit: 10 })).map(({ id }) => id)).toEqual([idOf(700)])
      const { sql, parameters } = seen[0]!
      const explain = database === 'sqlite' ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN'
      const plan = (await dataSource.query(`${explain} ${sql}`, [...parameters])) as Record<string, unknown>[]
      const used = database === 'mysql' ? plan.map(({ key }) => key) : plan
      expect(JSON.stringify(used)).toContain(index)
    }
  })

  test.skipIf(skip)(
    'tags and tables that are longer than an index takes, and begin alike, are told apart',
    async () => {
      const { port } = await open()
      const log = sqlExecutions().connect(port)
      await log.migrate!()
      const long = 'x€'.repeat(5_000)
      const names = [`${long}a`, `${long}b`, 'Case', 'case', 'blank', 'blank ']
      await log.append(names.map((name, index) => ({ ...row(index), trigger: name, table: name })))
      for (const [index, name] of names.entries()) {
        expect((await log.list({ trigger: name, limit: 10 })).map(({ id }) => id)).toEqual([idOf(index)])
        expect((await log.list({ table: name, limit: 10 })).map(({ id }) => id)).toEqual([idOf(index)])
      }
    },
  )
})

const idOf = (index: number): string => `id-${String(index).padStart(6, '0')}`

function row(index: number): ExecutionRow {
  return {
    ...{ id: idOf(index), at: index, durationMs: 1, trigger: 'often', triggerName: 'often', triggerVersion: 1 },
    ...{ table: 'Often', event: 'afterInsert', action: 'look', actionType: 'custom', phase: 'commit', timing: 'sync' },
    ...{ attempt: 1, rows: 1, outcome: 'completed' },
  } as ExecutionRow
}

/** One that is of a rare trigger and table, and one that is spelt otherwise. */
const rows = Array.from({ length: 1_500 }, (_, index) => ({
  ...row(index),
  ...(index === 700 && { trigger: 'rare', table: 'Rare' }),
  ...(index === 900 && { trigger: 'RARE', table: 'RARE' }),
}))

/** The port, whose statements that give rows of executions are noted. */
function listening(port: Port, seen: SqlStatement[]): Port {
  const sql: SqlConnection = {
    database: port.sql!.database,
    run(handle, statement) {
      if (statement.returnsRows && statement.sql.includes('triggerkit_executions')) seen.push(statement)
      return port.sql!.run(handle, statement)
    },
  }
  return new Proxy(port, { get: (target, name) => (name === 'sql' ? sql : Reflect.get(target, name, target)) })
}
