import { Trigger } from '@triggerkit/core'
import { afterEach, describe, expect, test } from 'vitest'
import { type OpenedServer, openServer, servers } from './fixture/open-server.ts'

const STALL_MS = 15_000

const calls: [string, (prisma: OpenedServer['prisma'], id: number) => Promise<unknown>][] = [
  ['update', async ({ item }, id) => item.update({ where: { id }, data: { stock: 9 } })],
  ['updateMany', async ({ item }, id) => item.updateMany({ where: { id }, data: { stock: 9 } })],
  [
    'nested update',
    async ({ author }, id) => author.update({ where: { id }, data: { posts: { create: { label: `p${id}` } } } }),
  ],
  [
    '$transaction',
    async (prisma, id) => prisma.$transaction([prisma.item.update({ where: { id }, data: { stock: 9 } })]),
  ],
]

describe.each(servers)("pools of Prisma's driver adapter on $name", (server) => {
  let opened: OpenedServer | undefined
  afterEach(async () => {
    await opened?.close()
    opened = undefined
  })

  for (const connections of [1, 3]) {
    const atATime = connections * 4
    test.each(calls)(
      `R5 ${connections} connections, ${atATime} × %s at a time, each querying after its commit`,
      { timeout: STALL_MS },
      async (_name, write) => {
        let queried = 0
        opened = await openServer(server, { connections })
        const { engine, plain, prisma } = opened
        for (let id = 1; id <= atATime; id++) {
          await plain.item.create({ data: { id, label: `i${id}` } })
          await plain.author.create({ data: { id, label: `a${id}` } })
        }
        const query = Trigger.custom(async ({ db }) => {
          await (db as OpenedServer['prisma']).item.count()
          queried++
        })
        for (const table of ['Item', 'Post']) {
          engine.register(table, {
            name: 'queries',
            events: ['beforeWrite', 'afterWrite'],
            actions: [query],
          })
        }
        await Promise.all(Array.from({ length: atATime }, (_, index) => write(prisma, index + 1)))
        expect(queried).toBe(atATime * 2)
      },
    )
  }
})
