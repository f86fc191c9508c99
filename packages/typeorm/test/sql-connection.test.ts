import { databaseServer } from '@triggerkit/conformance/service'
import { createTriggers } from '@triggerkit/core'
import { LockWaitError, type Port, type SqlConnection } from '@triggerkit/core/adapter'
import { triggers } from '@triggerkit/typeorm'
import { DataSource, type QueryRunner } from 'typeorm'
import { afterEach, describe, expect, test } from 'vitest'
import type { FixtureDatabase } from './fixture/connect.ts'
import { memoryDatabase, serverDatabase } from './fixture/fixture-database.ts'

interface Opened {
  port: Port<QueryRunner>
  sql: SqlConnection<QueryRunner>
  dataSource: DataSource
}

const [postgres, mariadb] = [await databaseServer('postgres'), await databaseServer('mariadb')]
const databases = [
  { type: 'postgres', skip: false, create: () => serverDatabase(postgres, 'sql') },
  { type: 'mariadb', skip: !mariadb.reachable, create: () => serverDatabase(mariadb, 'sql') },
  { type: 'better-sqlite3', skip: false, create: memoryDatabase },
] as const

const close: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const each of close.splice(0).reverse()) await each()
})

async function open(type: string, create: () => Promise<FixtureDatabase>): Promise<Opened> {
  const fixture = await create()
  const engine = createTriggers()
  let port: Port<QueryRunner> | undefined
  const bind = engine.bind.bind(engine)
  engine.bind = ((given: Port<QueryRunner>) => {
    port = given
    return bind(given)
  }) as never
  const options = { type, ...fixture.options, entities: [], subscribers: [triggers(engine)] }
  const dataSource = await new DataSource(options as never).initialize()
  close.push(fixture.drop, () => dataSource.destroy())
  await dataSource.query('CREATE TABLE note (id BIGINT PRIMARY KEY, body VARCHAR(20))')
  return { port: port!, sql: port!.sql!, dataSource }
}

describe.each(databases)('SQL on the connection of TypeORM, $type', ({ type, skip, create }) => {
  const placeholder = (position: number): string => (type === 'postgres' ? `$${position}` : '?')
  const insert = (id: number): Parameters<SqlConnection['run']>[1] => ({
    sql: `INSERT INTO note VALUES (${placeholder(1)}, ${placeholder(2)})`,
    parameters: [id, 'a'],
    returnsRows: false,
  })
  const count = { sql: 'SELECT count(*) AS rows_there FROM note', parameters: [], returnsRows: true }

  test.skipIf(skip)('gives rows and counts', async () => {
    const { sql } = await open(type, create)
    expect(await sql.run(undefined, insert(1_700_000_000_000))).toEqual({ rows: [], affected: 1 })
    expect(await sql.run(undefined, { ...insert(2), parameters: [2, null] })).toMatchObject({ affected: 1 })
    const { rows } = await sql.run(undefined, {
      sql: 'SELECT * FROM note ORDER BY id',
      parameters: [],
      returnsRows: true,
    })
    expect(rows.map(({ id, body }) => [Number(id), body])).toEqual([
      [2, null],
      [1_700_000_000_000, 'a'],
    ])
    const update = { sql: "UPDATE note SET body = 'a'", parameters: [], returnsRows: false }
    expect((await sql.run(undefined, update)).affected).toBe(2)
  })

  test.skipIf(skip)('R2 on a handle it is part of its transaction', async () => {
    const { port, sql } = await open(type, create)
    const failing = port.transaction(undefined, {}, async (handle) => {
      await sql.run(handle, insert(1))
      throw new Error('rolled back')
    })
    await expect(failing).rejects.toThrow('rolled back')
    expect(Number((await sql.run(undefined, count)).rows[0]!.rows_there)).toBe(0)
  })

  if (type !== 'better-sqlite3') return

  test('R8 outside it waits for a transaction that is open', async () => {
    const { port, sql, dataSource } = await open(type, create)
    let begun = (): void => {}
    const isBegun = new Promise<void>((resolve) => {
      begun = resolve
    })
    const transaction = dataSource.transaction(async ({ queryRunner }) => {
      await sql.run(queryRunner!, insert(1))
      begun()
      await new Promise((resolve) => setTimeout(resolve, 20))
      throw new Error('rolled back')
    })
    await isBegun
    const beside = sql.run(undefined, insert(2))
    await expect(transaction).rejects.toThrow('rolled back')
    await beside
    expect(Number((await sql.run(undefined, count)).rows[0]!.rows_there)).toBe(1)
    const within = port.transaction(undefined, {}, () => sql.run(undefined, insert(3)))
    await expect(within).rejects.toSatisfy((error) => LockWaitError.isInstance(error))
  })
})
