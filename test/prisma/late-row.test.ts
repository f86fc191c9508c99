import { Trigger } from '@triggerkit/core'
import { afterEach, describe, expect, test } from 'vitest'
import { type OpenedServer, openServer, servers } from './fixture/open-server.ts'

const where = { status: 'open' }
const writes: [string, (prisma: OpenedServer['prisma']) => Promise<unknown>][] = [
  ['updateMany', async ({ item }) => item.updateMany({ where, data: { stock: 9 } })],
  ['updateMany of a number', async ({ item }) => item.updateMany({ where, data: { stock: { increment: 9 } } })],
  ['deleteMany', async ({ item }) => item.deleteMany({ where })],
]

describe.each(servers)('rows that meet the criteria of a Prisma write too late on $name', (server) => {
  let opened: OpenedServer | undefined
  afterEach(async () => {
    await opened?.close()
    opened = undefined
  })

  /** Another connection changes a row when the triggers have seen what the write is about to do. */
  async function interfering(
    change: (plain: OpenedServer['plain']) => Promise<unknown>,
  ): Promise<{ prisma: OpenedServer['prisma']; looked: string[]; seen: string[] }> {
    opened = await openServer(server, { transaction: { isolation: 'READ COMMITTED' } })
    const { engine, plain, prisma } = opened
    for (const [label, status] of [
      ['a', 'open'],
      ['b', 'open'],
      ['c', 'shut'],
    ] as const)
      await plain.item.create({ data: { label, status } })
    const looked: string[] = []
    const seen: string[] = []
    engine.register('Item', {
      name: 'lets another in',
      events: ['beforeWrite', 'afterWrite'],
      actions: [
        Trigger.custom(async ({ event, record }) => {
          if (event.startsWith('after')) return void seen.push(String(record.label))
          looked.push(String(record.label))
          return looked.length === 1 ? change(plain) : undefined
        }),
      ],
    })
    return { prisma, looked, seen }
  }

  test.each(writes)('R11 %s: a row that enters the criteria after the look is not written', async (_name, write) => {
    const { prisma, looked, seen } = await interfering(({ item }) =>
      item.update({ where: { label: 'c' }, data: { status: 'open' } }),
    )
    await write(prisma)
    expect(looked).toEqual(['a', 'b'])
    expect(await opened!.plain.item.findUnique({ where: { label: 'c' } })).toMatchObject({ stock: 0, status: 'open' })
    expect([...seen].sort()).toEqual(['a', 'b'])
  })

  test('R11 a child that comes to the parent after the look is not written', async () => {
    const { engine } = (opened = await openServer(server, { transaction: { isolation: 'READ COMMITTED' } }))
    const { plain, prisma } = opened
    await plain.author.create({ data: { id: 1, label: 'x', posts: { create: [{ label: 'p' }, { label: 'q' }] } } })
    const seen: string[] = []
    let came = false
    engine.register('Post', {
      name: 'lets another in',
      events: ['beforeUpdate', 'afterUpdate'],
      actions: [
        Trigger.custom(async ({ event, record }) => {
          if (event === 'afterUpdate') return void seen.push(String(record.label))
          if (came) return
          came = true
          await plain.post.create({ data: { label: 'r', author: { connect: { id: 1 } } } })
        }),
      ],
    })
    await prisma.author.update({
      where: { id: 1 },
      data: { posts: { updateMany: { where: {}, data: { note: 'n' } } } },
    })
    expect([...seen].sort()).toEqual(['p', 'q'])
    expect(await plain.post.findUnique({ where: { label: 'r' } })).toMatchObject({ note: null })
  })
})

/** What docs/prisma.md says of MariaDB's default isolation. */
describe.each(servers)(
  'an upsert in a Prisma transaction whose row comes in after its first look on $name',
  (server) => {
    test('R13 comes to the same as without triggers', async () => {
      const opened = await openServer(server)
      const { engine, plain, prisma } = opened
      engine.register('Item', { name: 'looks', events: ['beforeWrite'], actions: [Trigger.custom(() => undefined)] })
      const outcomes: unknown[] = []
      for (const [label, client] of [
        ['with', prisma],
        ['without', plain],
      ] as const) {
        const upserted = client.$transaction(async (tx) => {
          await tx.item.count()
          await plain.item.create({ data: { label, note: 'theirs' } })
          return tx.item.upsert({ where: { label }, create: { label, note: 'ours' }, update: { note: 'ours' } })
        })
        outcomes.push(
          await upserted.then(
            ({ note }) => note,
            ({ code }: { code: string }) => code,
          ),
        )
      }
      expect(outcomes).toEqual(server.kind === 'postgres' ? ['ours', 'ours'] : ['P2002', 'P2002'])
      await opened.close()
    })
  },
)
