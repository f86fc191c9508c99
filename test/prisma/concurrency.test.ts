import { Trigger } from '@triggerkit/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OpenedServer, openServer, servers } from './fixture/open-server.ts'

const TRANSACTIONS = 40
const patient = { maxWait: 60_000, timeout: 60_000 }

type Transaction = Parameters<Parameters<OpenedServer['prisma']['$transaction']>[0]>[0]

/** What transaction number `n` does, all of it on rows of its own: only the trigger's counter is shared. */
async function mixedWork({ item, author, marker }: Transaction, n: number): Promise<void> {
  await item.update({ where: { label: `i${n}` }, data: { stock: n + 1 } })
  await item.updateMany({ where: { label: `i${n}` }, data: { stock: { increment: 1 } } })
  await item.upsert({ where: { label: `new${n}` }, create: { label: `new${n}` }, update: { stock: 1 } })
  await item.upsert({ where: { label: `i${n}` }, create: { label: `i${n}` }, update: { status: 'upserted' } })
  await author.create({ data: { label: `a${n}`, posts: { create: [{ label: `p${n}` }, { label: `q${n}` }] } } })
  await marker.deleteMany({ where: { label: `m${n}` } })
}

/** Changes of one `mixedWork`: update, increment, two upserts, an author and two posts, a delete. */
const CHANGES = 8
/** Net: one update and one insert of items, an author, two posts, a marker that goes. */
const NET = 6
const rollsBack = (n: number): boolean => n % 4 === 3
const numbers = Array.from({ length: TRANSACTIONS }, (_, n) => n)
const committed = numbers.filter((n) => !rollsBack(n)).length

describe.each(servers)('40 parallel transactions of Prisma on $name', (server) => {
  let opened: OpenedServer
  const seen: { table: string; event: string; label: string }[] = []

  beforeAll(async () => {
    opened = await openServer(server)
    await opened.plain.counter.create({ data: { name: 'changes', value: 0 } })
    for (const n of numbers) {
      await opened.plain.item.create({ data: { label: `i${n}` } })
      await opened.plain.marker.create({ data: { label: `m${n}` } })
    }
    for (const table of ['Item', 'Author', 'Post', 'Marker']) {
      opened.engine.register(table, {
        name: 'counts',
        events: ['afterWrite'],
        actions: [
          Trigger.database.update('Counter', { value: { $inc: 1 } }, { name: 'changes' }),
          {
            ...Trigger.custom(({ event, record }) => void seen.push({ table, event, label: String(record.label) })),
            phase: 'commit',
          },
        ],
      })
      opened.engine.register(table, {
        name: 'looks',
        events: ['beforeWrite'],
        actions: [Trigger.custom(() => undefined)],
      })
    }
  })
  afterAll(() => opened?.close())

  test('R12 R13 the counter is exact, nothing of a rollback is seen, no deadlock', async () => {
    const results = await Promise.allSettled(
      numbers.map((n) =>
        opened.prisma.$transaction(
          async (tx) => {
            await mixedWork(tx, n)
            if (rollsBack(n)) throw new Error('rolls back')
          },
          { ...patient },
        ),
      ),
    )
    const failures = results.flatMap((result) =>
      result.status === 'rejected' ? [String((result.reason as Error).message)] : [],
    )
    expect(failures.filter((message) => message !== 'rolls back')).toEqual([])
    expect(await opened.plain.counter.findUnique({ where: { name: 'changes' } })).toMatchObject({
      value: committed * CHANGES,
    })
    expect(seen.length).toBe(committed * NET)
    expect(seen.filter(({ label }) => rollsBack(Number(label.replace(/\D+/, ''))))).toEqual([])
  })
})
