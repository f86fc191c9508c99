import { Trigger } from '@triggerkit/core'
import { afterEach, describe, expect, test } from 'vitest'
import { type OpenedServer, openServer, servers } from './fixture/open-server.ts'

let opened: OpenedServer | undefined
afterEach(async () => {
  await opened?.close()
  opened = undefined
})

const counter = async (): Promise<number | undefined> =>
  (await opened?.plain.counter.findUnique({ where: { name: 'n' } }))?.value

/** Another program writes the counter between our look and our own update of it. */
describe.each(servers.filter(({ kind }) => kind === 'postgres'))('transient errors of Prisma on $name', (server) => {
  async function open(): Promise<{ prisma: OpenedServer['prisma']; attempts: string[] }> {
    opened = await openServer(server, { transaction: { isolation: 'REPEATABLE READ' } })
    const { engine, plain, prisma } = opened
    await plain.item.create({ data: { label: 'x' } })
    await plain.author.create({ data: { label: 'a' } })
    await plain.counter.create({ data: { name: 'n', value: 0 } })
    const attempts: string[] = []
    for (const table of ['Item', 'Author']) {
      engine.register(table, {
        name: 'interferes',
        events: ['beforeUpdate'],
        actions: [
          Trigger.custom(async () => {
            attempts.push('before')
            if (attempts.length > 1) return
            await plain.counter.update({ where: { name: 'n' }, data: { value: { increment: 100 } } })
          }),
        ],
      })
      engine.register(table, {
        name: 'counts',
        events: ['afterUpdate'],
        actions: [
          Trigger.database.update('Counter', { value: { $inc: 1 } }, { name: 'n' }),
          { ...Trigger.custom(() => void attempts.push('committed')), phase: 'commit' },
        ],
      })
    }
    return { prisma, attempts }
  }

  const writes: [string, (prisma: OpenedServer['prisma']) => Promise<unknown>][] = [
    ['update', async ({ item }) => item.update({ where: { label: 'x' }, data: { stock: 5 } })],
    ['updateMany', async ({ item }) => item.updateMany({ data: { stock: 5 } })],
    [
      'nested update',
      async ({ author }) =>
        author.update({ where: { label: 'a' }, data: { note: 'n', posts: { create: { label: 'p' } } } }),
    ],
  ]

  test.each(writes)(
    'R3 %s: a serialization failure in a transaction of ours runs the Write again',
    async (_name, write) => {
      const { prisma, attempts } = await open()
      await write(prisma)
      expect(attempts).toEqual(['before', 'before', 'committed'])
      expect(await counter()).toBe(101)
    },
  )

  test('R3 in the caller’s transaction it is the caller’s error', async () => {
    const { prisma, attempts } = await open()
    const write = prisma.$transaction(async (tx) => tx.item.update({ where: { label: 'x' }, data: { stock: 5 } }), {
      isolationLevel: 'RepeatableRead',
    })
    await expect(write).rejects.toMatchObject({ code: 'ACTION_FAILED', cause: { code: 'P2034' } })
    expect(attempts).toEqual(['before'])
    expect(await counter()).toBe(100)
  })
})

/** Another program holds the counter and waits for our row: InnoDB gives up the transaction that has changed less, ours. */
describe.each(servers.filter(({ kind }) => kind === 'mariadb'))('deadlocks of Prisma on $name', (server) => {
  test('R3 a deadlock in a transaction of ours runs the Write again', async () => {
    opened = await openServer(server)
    const { engine, plain, prisma } = opened
    await plain.item.create({ data: { label: 'x' } })
    await plain.counter.create({ data: { name: 'n', value: 0 } })
    const attempts: string[] = []
    let other: Promise<unknown> | undefined
    const interfere = (): Promise<void> =>
      new Promise((resolve, reject) => {
        other = plain.$transaction(async (tx) => {
          await tx.marker.createMany({ data: Array.from({ length: 200 }, (_, n) => ({ label: String(n) })) })
          await tx.counter.update({ where: { name: 'n' }, data: { value: { increment: 100 } } })
          setTimeout(resolve, 100)
          await tx.item.update({ where: { label: 'x' }, data: { status: 'theirs' } })
        })
        other.catch(reject)
      })
    engine.register('Item', {
      name: 'interferes',
      events: ['beforeUpdate'],
      actions: [Trigger.custom(() => (attempts.push('before') === 1 ? interfere() : undefined))],
    })
    engine.register('Item', {
      name: 'counts',
      events: ['afterUpdate'],
      actions: [
        Trigger.database.update('Counter', { value: { $inc: 1 } }, { name: 'n' }),
        {
          ...Trigger.custom(
            ({ previousRecord }) => void attempts.push(`committed over ${String(previousRecord?.status)}`),
          ),
          phase: 'commit',
        },
      ],
    })
    await prisma.item.update({ where: { label: 'x' }, data: { stock: 5 } })
    await other
    expect(attempts).toEqual(['before', 'before', 'committed over theirs'])
    expect(await counter()).toBe(101)
    expect(await plain.item.findUnique({ where: { label: 'x' } })).toMatchObject({ stock: 5, status: 'theirs' })
  })
})
