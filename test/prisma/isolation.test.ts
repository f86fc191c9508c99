import { Trigger } from '@triggerkit/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type OpenedServer, openServer, servers } from './fixture/open-server.ts'

/** The isolation of the transaction that asks. */
const isolationOf = {
  postgres: 'SELECT upper(current_setting($$transaction_isolation$$)) AS level',
  mariadb:
    'SELECT trx_isolation_level AS level FROM information_schema.innodb_trx WHERE trx_mysql_thread_id = connection_id()',
}

type Call = (prisma: OpenedServer['prisma']) => Promise<unknown>

const update = ({ item }: Pick<OpenedServer['prisma'], 'item'>): ReturnType<OpenedServer['prisma']['item']['update']> =>
  item.update({ where: { label: 'x' }, data: { stock: { increment: 1 } } })

const calls: [string, string, Call][] = [
  [
    '$transaction([…], { isolationLevel })',
    'SERIALIZABLE',
    (prisma) => prisma.$transaction([update(prisma)], { isolationLevel: 'Serializable' }),
  ],
  [
    '$transaction(async (tx) => …, { isolationLevel })',
    'SERIALIZABLE',
    (prisma) => prisma.$transaction(async (tx) => update(tx), { isolationLevel: 'Serializable' }),
  ],
  [
    'a transaction of ours: createTriggers({ transaction: { isolation } })',
    'READ COMMITTED',
    async (prisma) => update(prisma),
  ],
]

describe.each(servers)('isolation of Prisma transactions on $name', (server) => {
  let opened: OpenedServer
  const levels: unknown[] = []

  beforeEach(async () => {
    levels.length = 0
    opened = await openServer(server, { transaction: { isolation: 'READ COMMITTED' } })
    await opened.plain.item.create({ data: { label: 'x' } })
    opened.engine.register('Item', {
      name: 'asks',
      events: ['afterUpdate'],
      actions: [
        {
          ...Trigger.custom(async ({ db }) => {
            const [row] = await (db as OpenedServer['prisma']).$queryRawUnsafe<{ level: string }[]>(
              isolationOf[server.kind],
            )
            levels.push(row?.level)
          }),
          phase: 'transaction',
        },
      ],
    })
  })
  afterEach(() => opened.close())

  test.each(calls)('R2 %s', async (_name, level, call) => {
    await call(opened.prisma)
    expect(levels).toEqual([level])
  })
})
