import { createTriggers, Trigger, type Triggers } from '@triggerkit/core'
import { triggers } from '@triggerkit/prisma'
import type { SqliteClient } from '@triggerkit/prisma-7'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { memoryDatabase } from '../../packages/prisma/test/fixture/fixture-database.ts'

interface Operation {
  model?: string
  operation: string
  args: unknown
  query(args: unknown): Promise<unknown>
  __internalParams: { transaction?: object }
}

let primary: SqliteClient
let replica: SqliteClient
let engine: Triggers
let readFromReplica: string[]

beforeEach(async () => {
  const database = await memoryDatabase()
  ;[primary, replica] = [await database.connect(), await database.connect()]
  engine = createTriggers()
  readFromReplica = []
})
afterEach(async () => {
  await engine.close()
  await primary.$disconnect()
  await replica.$disconnect()
})

/** What `@prisma/extension-read-replicas` does: reads outside a transaction go to a replica. */
const readReplica: object = {
  name: 'replica',
  query: {
    $allOperations({ model, operation, args, query, __internalParams: { transaction } }: Operation): Promise<unknown> {
      if (transaction !== undefined || model === undefined || !/^(find|count|aggregate|groupBy)/.test(operation))
        return query(args)
      readFromReplica.push(`${model}.${operation}`)
      const delegate = model.charAt(0).toLowerCase() + model.slice(1)
      return (replica as never as Record<string, Record<string, (args: unknown) => Promise<unknown>>>)[delegate]![
        operation
      ]!(args)
    },
  },
}

const orders: [string, () => SqliteClient][] = [
  ['before triggers()', () => primary.$extends(readReplica).$extends(triggers(engine)) as unknown as SqliteClient],
  ['after triggers()', () => primary.$extends(triggers(engine)).$extends(readReplica) as unknown as SqliteClient],
]

describe.each(orders)('an extension for read replicas %s', (_name, extended) => {
  test('R9 whatever a write reads it reads where it writes; the replica, which lags, has the application’s own reads', async () => {
    for (const client of [primary, replica]) {
      const note = client === primary ? 'new' : 'old'
      await client.item.create({ data: { id: 1, label: 'a', note } })
      await client.author.create({ data: { id: 1, label: 'w', posts: { create: { id: 1, label: 'p', note } } } })
    }
    const prisma = extended()
    const seen: unknown[] = []
    engine.register('*', {
      name: 'see',
      events: ['beforeWrite', 'afterWrite'],
      actions: [
        Trigger.custom(({ event, previousRecord }) => void seen.push(`${event} ${String(previousRecord?.note)}`)),
      ],
    })

    await prisma.item.update({ where: { label: 'a' }, data: { stock: 1 } })
    await prisma.item.updateMany({ where: { note: 'new' }, data: { stock: 2 } })
    await prisma.item.upsert({ where: { label: 'a' }, create: { label: 'a' }, update: { stock: 3 } })
    await prisma.author.update({
      where: { id: 1 },
      data: { posts: { update: { where: { id: 1 }, data: { label: 'q' } } } },
    })
    await prisma.item.deleteMany({ where: { note: 'new' } })
    await engine.drain()

    const changes = ['Update', 'Update', 'Update', 'Update', 'Delete'].flatMap((what) => [
      `before${what} new`,
      `after${what} new`,
    ])
    expect(seen).toEqual(changes)
    expect(readFromReplica).toEqual([])
    expect(await prisma.item.count()).toBe(1)
    expect(readFromReplica).toEqual(['Item.count'])
  })
})
