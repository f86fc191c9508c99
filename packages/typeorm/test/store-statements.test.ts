import { databaseServer } from '@triggerkit/conformance/service'
import type { Port, SqlConnection, SqlStatement } from '@triggerkit/core/adapter'
import { sqlStore } from '@triggerkit/sql'
import { describe, expect, test } from 'vitest'
import { serverDatabase } from './fixture/fixture-database.ts'
import { connectStore, fileDatabase } from './fixture/store-harness.ts'

const [postgres, mariadb] = [await databaseServer('postgres'), await databaseServer('mariadb')]
const databases = [
  { type: 'postgres', skip: false, create: () => serverDatabase(postgres, 'store'), index: undefined },
  { type: 'mariadb', skip: !mariadb.reachable, create: () => serverDatabase(mariadb, 'store'), index: /Using index/ },
  { type: 'better-sqlite3', skip: false, create: fileDatabase, index: /USING COVERING INDEX/ },
] as const

const scope = { product: 'shop', database: 'orders-db' }

describe.each(databases)('the store in statements, $type', ({ type, skip, create, index }) => {
  test.skipIf(skip)(
    'R45 none leaves anything in the session, and a look for changes reads an index alone',
    async () => {
      const fixture = await create()
      const { dataSource, port } = await connectStore(type, fixture)
      const { store, statements } = recordedStore(port)
      try {
        await store.migrate!()
        statements.length = 0
        for (let number = 0; number < 60; number++)
          await store.create(scope, `tag ${number}`, { text: 'x'.repeat(2_000) })
        await store.update(scope, 'tag 0', {}, { expectedVersion: 1 })
        await store.delete(scope, 'tag 1')
        await store.history(scope, 'tag 1', { limit: 5, before: 2 })
        await store.fetch(scope, 'tag 0')
        await store.fetchAll(scope)
        for (const { sql } of statements)
          expect(sql).not.toMatch(/^\s*(set|prepare|deallocate|listen|declare|lock)\b|advisory|temporary|get_lock/i)
        statements.length = 0
        const end = await store.watch!(scope, { changed: () => undefined, failed: () => undefined })
        await end()
        expect(statements).toHaveLength(1)
        const { sql, parameters } = statements[0]!
        // PostgreSQL keeps long texts beside the table, and may read that instead.
        if (index === undefined) return
        const explain = type === 'better-sqlite3' ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN'
        const plan = JSON.stringify(await dataSource.query(`${explain} ${sql}`, [...parameters]))
        expect(plan).toMatch(index)
        expect(plan).toContain('triggerkit_triggers_changes')
      } finally {
        await dataSource.destroy()
        await fixture.drop()
      }
    },
  )
})

/** A store on a port, and the statements that it has sent. */
function recordedStore(port: Port): { store: ReturnType<typeof sqlStore>; statements: SqlStatement[] } {
  const statements: SqlStatement[] = []
  const sent = port.sql!
  const sql: SqlConnection = {
    database: sent.database,
    run(handle, statement) {
      statements.push(statement)
      return sent.run(handle, statement)
    },
  }
  const store = sqlStore()
  store.connect!({ transaction: port.transaction.bind(port), sql } as Port)
  return { store, statements }
}
