import { createTriggers, Trigger, type Triggers } from '@triggerkit/core'
import { triggers } from '@triggerkit/prisma'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { memoryDatabase } from './fixture/fixture-database.ts'
import type { PrismaTestClient } from './fixture/prisma-client.ts'

let engine: Triggers
let plain: Awaited<ReturnType<Awaited<ReturnType<typeof memoryDatabase>>['connect']>>
let fired: string[]

beforeEach(async () => {
  plain = await (await memoryDatabase()).connect()
  engine = createTriggers()
  fired = []
  const note = Trigger.custom((context) => void fired.push(`${context.event} ${String(context.record.label)}`))
  engine.register('Item', { name: 'note', events: ['afterInsert', 'afterUpdate'], actions: [note] })
})
afterEach(async () => {
  await engine.close()
  await plain.$disconnect()
})

const extend = (client: object, on: Triggers = engine): PrismaTestClient =>
  (client as typeof plain).$extends(triggers(on)) as unknown as PrismaTestClient

describe('registration', () => {
  test('a client extended twice fires once', async () => {
    await extend(extend(plain)).item.create({ data: { label: 'a' } })
    expect(fired).toEqual(['afterInsert a'])
  })

  test('two clients of one fire once each', async () => {
    const [one, other] = [extend(plain), extend(plain)]
    await one.item.create({ data: { label: 'a' } })
    await other.item.create({ data: { label: 'b' } })
    expect(fired).toEqual(['afterInsert a', 'afterInsert b'])
  })

  test('a client of one engine takes no other', () => {
    expect(() => extend(extend(plain), createTriggers())).toThrow(
      /triggers\(\) of another engine already.*Register all/,
    )
  })

  test('what is no client is an error that says what to do', () => {
    expect(() => triggers(engine)({})).toThrow(/no Prisma client.*new PrismaClient/)
    expect(() => triggers(engine)(undefined)).toThrow(/no Prisma client/)
  })

  test('$use on a version without it', () => {
    expect(() => triggers(engine, { client: plain })).toThrow(/7\.10\.0 has no \$use.*\$extends\(triggers\(engine\)\)/)
  })

  test('a trigger on a model that the schema lacks', () => {
    engine.register('Itme', { name: 'typo', events: ['afterInsert'], actions: [Trigger.log.info('x')] })
    expect(() => extend(plain)).toThrow(/Itme.*did you mean "Item"/s)
  })

  test('tables may be named by the model, its table or its delegate', async () => {
    const seen: string[] = []
    for (const table of ['Invoice', 'tbl_invoice', 'invoice']) {
      engine.register(table, {
        name: table,
        events: ['afterInsert'],
        actions: [Trigger.custom(() => void seen.push(table))],
      })
    }
    await extend(plain).invoice.create({ data: { label: 'a' } })
    expect(seen.sort()).toEqual(['Invoice', 'invoice', 'tbl_invoice'])
  })
})

describe('other extensions', () => {
  const loud = {
    result: {
      item: { loud: { needs: { label: true }, compute: ({ label }: { label: string }) => label.toUpperCase() } },
    },
  }

  test('result extensions before and after apply to what a write gives back', async () => {
    const before = extend(plain.$extends(loud))
    const after = (extend(plain) as unknown as typeof plain).$extends(loud)
    for (const [client, label] of [
      [before, 'a'],
      [after, 'b'],
    ] as const) {
      const made = await (client as typeof after).item.create({ data: { label }, select: { loud: true } })
      expect(made.loud).toBe(label.toUpperCase())
    }
    expect(fired).toEqual(['afterInsert a', 'afterInsert b'])
  })

  test('query extensions see the operations of the caller, not our look-ups', async () => {
    const seen: string[] = []
    const spy = {
      query: {
        $allModels: {
          $allOperations({
            operation,
            args,
            query,
          }: {
            operation: string
            args: object
            query(args: object): Promise<unknown>
          }) {
            seen.push(operation)
            return query(args)
          },
        },
      },
    }
    const client = (extend(plain.$extends(spy as object)) as unknown as typeof plain).$extends(spy as object)
    await client.item.create({ data: { label: 'a' } })
    await client.item.update({ where: { label: 'a' }, data: { stock: 2 } })
    expect(seen).toEqual(['create', 'create', 'update', 'update'])
  })

  test('an extension after it that takes writes into a transaction of its own is told so', async () => {
    const base = extend(plain) as unknown as typeof plain
    const own = base.$extends({
      query: {
        $allModels: {
          async $allOperations({ args, query }: { args: object; query(args: object): Promise<unknown> }) {
            const [result] = await plain.$transaction([query(args) as never])
            return result
          },
        },
      },
    } as object)
    await base.item.create({ data: { label: 'a' } })
    await expect(own.item.update({ where: { label: 'a' }, data: { stock: 2 } })).rejects.toThrow(
      /Add triggers\(\) after that/,
    )
    expect(await plain.item.findMany()).toMatchObject([{ label: 'a', stock: 0 }])
  })
})

describe('transactions', () => {
  test('R7 a transaction that runs into its timeout leaves nothing', async () => {
    const client = extend(plain)
    const late = client.$transaction(
      async (inside) => {
        await inside.item.create({ data: { label: 'late' } })
        await new Promise((resolve) => setTimeout(resolve, 200))
      },
      { timeout: 50 },
    )
    await expect(late).rejects.toThrow(/timeout/)
    expect(fired).toEqual([])
    expect(await plain.item.count()).toBe(0)
  })

  test('writes of a plain client’s transaction are not seen, those of the extended one’s are', async () => {
    const client = extend(plain)
    await plain.$transaction((inside) => inside.item.create({ data: { label: 'plain' } }))
    await client.$transaction((inside) => inside.item.create({ data: { label: 'ours' } }))
    expect(fired).toEqual(['afterInsert ours'])
  })

  test('R1 a write in a transaction that is over is Prisma’s own error, and nothing is written', async () => {
    const client = extend(plain)
    let late: PrismaTestClient | undefined
    await client.$transaction(async (inside) => {
      late = inside as unknown as PrismaTestClient
    })
    const writes = [
      late!.item.create({ data: { label: 'late' } }),
      late!.author.create({ data: { label: 'w', posts: { create: { label: 'p' } } } }),
    ]
    for (const write of writes) await expect(write).rejects.toMatchObject({ code: 'P2028' })
    expect(await plain.item.count()).toBe(0)
    expect(fired).toEqual([])
  })

  test('R4 a write that a trigger vetoes leaves the caller’s transaction as it was, two levels deep', async () => {
    engine.register('Post', {
      name: 'no',
      events: ['beforeInsert'],
      actions: [Trigger.custom((context) => context.reject('not this one', { code: 'NO' }))],
    })
    const client = extend(plain)
    await client.$transaction(async (inside) => {
      await inside.item.create({ data: { label: 'kept' } })
      const nested = inside.author.create({
        data: { label: 'w', posts: { create: { label: 'p', comments: { create: { label: 'c' } } } } },
      })
      await expect(nested).rejects.toMatchObject({ name: 'WriteRejectedError', code: 'NO' })
    })
    expect(await plain.author.count()).toBe(0)
    expect(fired).toEqual(['afterInsert kept'])
  })
})

describe('R8 SQLite', () => {
  test('what is sent outside waits for a transaction that was opened for triggers, and survives its rollback', async () => {
    let started = (): void => undefined
    const inside = new Promise<void>((resolve) => (started = resolve))
    engine.register('Author', {
      name: 'slow',
      events: ['beforeInsert'],
      actions: [
        Trigger.custom(async (context) => {
          started()
          await new Promise((resolve) => setTimeout(resolve, 50))
          context.reject('no')
        }),
      ],
    })
    const client = extend(plain)
    const rejected = expect(client.author.create({ data: { label: 'w' } })).rejects.toThrow('no')
    await inside
    await client.marker.create({ data: { label: 'outside' } })
    await rejected
    expect(await plain.marker.count()).toBe(1)
  })

  test('a write with triggers that its own caller’s transaction would block is an error with the remedy', async () => {
    const client = extend(plain)
    await client.$transaction(async (inside) => {
      await inside.item.create({ data: { label: 'a' } })
      await expect(client.item.create({ data: { label: 'b' } })).rejects.toThrow(
        /waits for a transaction that its own caller holds.*handle/,
      )
    })
    expect(fired).toEqual(['afterInsert a'])
  })

  test('so is a trigger that writes beside its own transaction', async () => {
    const client = extend(plain)
    engine.register('Author', {
      name: 'beside',
      events: ['beforeInsert'],
      actions: [Trigger.custom(() => client.marker.create({ data: { label: 'm' } }))],
    })
    await expect(client.author.create({ data: { label: 'w' } })).rejects.toThrow(/own caller holds/)
    expect(await plain.author.count()).toBe(0)
  })
})
