import { createTriggers, Trigger } from '@triggerkit/core'
import { triggers } from '@triggerkit/prisma'
import { expect, test } from 'vitest'
import { memoryDatabase } from '../../packages/prisma/test/fixture/fixture-database.ts'
import { delegate } from '../../packages/prisma/test/fixture/prisma-side.ts'
import { Dice, randomOperation } from './fixture/random-operation.ts'

const operationsPerSeed = 60
const seeds = Number(process.env.DIFFERENTIAL_SEEDS ?? 10)
const models = ['Author', 'Profile', 'Post', 'Chapter', 'Comment', 'Tag', 'Badge']

test(`the same with triggers and without: ${seeds * operationsPerSeed} operations chosen by dice`, async () => {
  const counts = { compared: 0, refused: 0, nested: 0 }
  for (let seed = 1; seed <= seeds; seed++) {
    const sides = await bothSides()
    const dice = new Dice(seed)
    for (let index = 0; index < operationsPerSeed; index++) {
      const { model, operation, args } = randomOperation(dice)
      const named = `seed ${seed}, operation ${index}: ${model}.${operation}(${JSON.stringify(args)})`
      const [ours, plain] = [
        await outcomeOf(sides.ours, model, operation, args),
        await outcomeOf(sides.plain, model, operation, args),
      ]
      expect(ours, named).toEqual(plain)
      expect(await tablesOf(sides.ours), named).toEqual(await tablesOf(sides.plain))
      await forgetGaps(sides.ours, sides.plain)
      counts.compared++
      if ('code' in plain) counts.refused++
      if (JSON.stringify(args).match(/"(create|connect|update|upsert|delete|set|disconnect)\w*":/)) counts.nested++
    }
    await sides.close()
  }
  console.log(
    `Differential: ${counts.compared} operations compared, ${counts.nested} of them nested, ${counts.refused} refused by Prisma`,
  )
  expect(counts.refused).toBeLessThan(counts.compared * 0.75)
}, 180_000)

async function bothSides(): Promise<{ ours: object; plain: object; close(): Promise<void> }> {
  const database = await memoryDatabase()
  const [watched, plain] = [await database.connect(), await database.connect()]
  const engine = createTriggers()
  engine.register('*', { name: 'before', events: ['beforeWrite'], actions: [Trigger.custom(() => undefined)] })
  engine.register('*', { name: 'after', events: ['afterWrite'], actions: [Trigger.custom(() => undefined)] })
  return {
    ours: watched.$extends(triggers(engine)),
    plain,
    async close() {
      await engine.close()
      await watched.$disconnect()
      await plain.$disconnect()
    },
  }
}

async function outcomeOf(client: object, model: string, operation: string, args: object): Promise<object> {
  try {
    return { result: await delegate(client, model)[operation]!(structuredClone(args)) }
  } catch (error) {
    const { name, code, message, meta } = error as Error & { code?: string; meta?: object }
    return { name, code, message, meta: JSON.parse(JSON.stringify(meta ?? null)) as unknown }
  }
}

/** Prisma's native upsert takes a generated key even where it updates; ours takes none. Both count on from the rows that are there. */
async function forgetGaps(...clients: object[]): Promise<void> {
  const sql = 'DELETE FROM sqlite_sequence'
  for (const client of clients)
    await (client as { $executeRawUnsafe(sql: string): Promise<number> }).$executeRawUnsafe(sql)
}

/** Every row of every table; ids too, so that rows were made in the same order. */
async function tablesOf(client: object): Promise<unknown[]> {
  const tables: unknown[] = []
  for (const model of models) {
    const include = model === 'Post' ? { include: { tags: { orderBy: { id: 'asc' } } } } : {}
    tables.push(await delegate(client, model).findMany!({ orderBy: { id: 'asc' }, ...include }))
  }
  return tables
}
