import { Trigger } from '@triggerkit/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { expectUnbroken, type Told } from '../fixture/expect-unbroken.ts'
import { type OpenedServer, openServer, servers } from './fixture/open-server.ts'

const AT_A_TIME = 40
const numbers = Array.from({ length: AT_A_TIME }, (_, n) => n + 1)

/** Writes that all want the same rows: each is told the truth of its own turn. */
describe.each(servers)(`${AT_A_TIME} Prisma writes of the same rows on $name`, (server) => {
  let opened: OpenedServer
  const told: Told[] = []

  beforeEach(async () => {
    told.length = 0
    opened = await openServer(server)
    const { engine } = opened
    engine.register('Item', { name: 'looks', events: ['beforeWrite'], actions: [Trigger.custom(() => undefined)] })
    engine.register('Item', {
      name: 'tells',
      events: ['afterWrite'],
      actions: [
        Trigger.custom(({ event, record, previousRecord }) => {
          const before = previousRecord?.stock as number | undefined
          told.push({ event, row: String(record.label), before, after: Number(record.stock) })
        }),
      ],
    })
  })
  afterEach(() => opened?.close())

  const stockOf = async (label: string): Promise<number> =>
    (await opened.plain.item.findUniqueOrThrow({ where: { label } })).stock

  test('R13 upserts of one absent key: one insert, the rest updates', async () => {
    const upsert = (stock: number): Promise<unknown> =>
      opened.prisma.item.upsert({ where: { label: 'x' }, create: { label: 'x', stock }, update: { stock } })
    await Promise.all(numbers.map(upsert))
    expect(told.filter(({ event }) => event === 'afterInsert').length).toBe(1)
    expect(told.filter(({ event }) => event === 'afterUpdate').length).toBe(AT_A_TIME - 1)
    expectUnbroken(told, 'x', { first: undefined, last: await stockOf('x') })
  })

  test('R12 R14 increments of one row: every step is told once', async () => {
    await opened.plain.item.create({ data: { label: 'x' } })
    await Promise.all(
      numbers.map(async () => opened.prisma.item.update({ where: { label: 'x' }, data: { stock: { increment: 1 } } })),
    )
    expect(await stockOf('x')).toBe(AT_A_TIME)
    expect(told.map(({ after }) => after).sort((a, b) => a - b)).toEqual(numbers)
    expectUnbroken(told, 'x', { first: 0, last: AT_A_TIME })
  })

  test('R12 R14 increments in nested writes: every step is told once', async () => {
    await opened.plain.author.create({ data: { label: 'a', posts: { create: { label: 'p', note: '0' } } } })
    const steps: string[] = []
    opened.engine.register('Post', {
      name: 'counts',
      events: ['beforeUpdate', 'afterUpdate'],
      actions: [
        Trigger.custom(({ event, previousRecord, record, set }) => {
          if (event === 'beforeUpdate') set({ note: String(Number(previousRecord!.note) + 1) })
          else steps.push(`${String(previousRecord!.note)} ${String(record.note)}`)
        }),
      ],
    })
    const nested = async (n: number): Promise<unknown> =>
      opened.prisma.author.update({
        where: { label: 'a' },
        data: { note: String(n), posts: { update: { where: { label: 'p' }, data: { note: 'x' } } } },
      })
    await Promise.all(numbers.map(nested))
    expect(await opened.plain.post.findUnique({ where: { label: 'p' } })).toMatchObject({ note: String(AT_A_TIME) })
    expect([...steps].sort()).toEqual(numbers.map((n) => `${n - 1} ${n}`).sort())
  })

  test('R12 bulk updates of the same 30 rows: no deadlock, every step is told once', async () => {
    const labels = Array.from({ length: 30 }, (_, index) => `row ${index}`)
    await opened.plain.item.createMany({ data: labels.map((label) => ({ label })) })
    await Promise.all(
      numbers.map(async (stock) => opened.prisma.item.updateMany({ where: { status: 'new' }, data: { stock } })),
    )
    expect(told.length).toBe(AT_A_TIME * labels.length)
    const last = await stockOf('row 0')
    for (const label of labels) expectUnbroken(told, label, { first: 0, last })
  })
})
