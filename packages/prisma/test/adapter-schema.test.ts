import { type DatabaseServer, databaseServer } from '@triggerkit/conformance/service'
import { createTriggers, Trigger } from '@triggerkit/core'
import { triggers } from '@triggerkit/prisma'
import * as prisma6 from '@triggerkit/prisma-6'
import * as prisma613 from '@triggerkit/prisma-6.13'
import * as prisma7 from '@triggerkit/prisma-7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTables } from './fixture/create-tables.ts'
import { type FixtureDatabase, serverDatabase } from './fixture/fixture-database.ts'

const server = await databaseServer('postgres')

describe.skipIf(!server.reachable)(`${server.name}: the schema in which Prisma's driver adapter looks`, () => {
  runOn(server)
})

function runOn(on: DatabaseServer): void {
  let database: FixtureDatabase

  beforeAll(async () => {
    database = await serverDatabase(on, 'prisma_schema')
    const inOther = createTables('postgresql', database.models).filter((each) => !each.startsWith('CREATE TYPE'))
    const client = await database.connect()
    await database.run(
      ['CREATE SCHEMA other', 'SET search_path TO other, public', ...inOther, 'SET search_path TO public'],
      client,
    )
    await client.$disconnect()
  })
  afterAll(() => database.drop())

  const versions = [prisma7, prisma6, prisma613] as unknown as (typeof prisma7)[]
  test.each(versions.map((each) => [each.prismaVersion, each] as const))(
    '%s: rows are looked at where Prisma writes them',
    async (_version, { createClient }) => {
      const engine = createTriggers()
      const seen: unknown[] = []
      engine.register('Item', {
        name: 'see',
        events: ['afterUpdate'],
        actions: [Trigger.custom(({ previousRecord }) => void seen.push(previousRecord!.note))],
      })
      const clients = {
        public: createClient('postgresql', database.url),
        other: createClient('postgresql', database.url, { schema: 'other' }),
      }
      const byPath = createClient('postgresql', `${database.url}?options=-c%20search_path%3Dother`)
      for (const [schema, client] of Object.entries(clients)) {
        await client.item.deleteMany()
        await client.item.create({ data: { id: 1, label: 'a', note: `in ${schema}` } })
      }
      for (const [index, client] of [clients.other, clients.public, byPath].entries()) {
        const data = { note: `written ${index}` }
        await client.$extends(triggers(engine)).item.update({ where: { id: 1 }, data })
        expect(await client.item.findMany({ select: { note: true } })).toEqual([data])
      }
      await engine.drain()
      expect(seen).toEqual(['in other', 'in public', 'written 1'])
      await Promise.all([...Object.values(clients), byPath].map((client) => client.$disconnect()))
    },
  )
}
